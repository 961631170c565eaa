"""Which questions may not be put again yet: over all scans of a day, killed ones too."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.agent import lately, roster
from scanner.agent.compose import compose
from scanner.agent.lately import asked_lately
from scanner.agent.recheck import CannotAskError, find, question
from scanner.agent.scan import Scan
from scanner.agent.sensor_process import SensorError
from scanner.evidence import FtpGreeting, VncSecurity
from scanner.model import Answer, Evidence, Lately, Message, ScanOrder, Service, now
from scanner.packs import Catalogue, load_checks
from scanner.store import Store
from tests.scanner.agent.things import (
    DONE,
    ONCE_A_DAY,
    a_check,
    catalogue,
    greets,
    heard,
    missed,
    said,
    says,
    seen,
    small_order,
    stand_in,
    tcp,
    touch,
)
from tests.scanner.store.things import NOBODY

MAC = "00:80:f4:1a:22:10"
VNC = tcp(5900)
NOW = now()
ORDER = small_order("new")


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "questions", lambda _: (ONCE_A_DAY,))


def _vnc(hours: float = 1, **more: Any) -> Evidence:
    at = NOW - timedelta(hours=hours)
    return heard(VncSecurity(version="3.8"), VNC, probe="vnc").model_copy(update={"at": at} | more)


def _scanned(
    store: Store, messages: Sequence[Message], scan: str = "s1", pid: int | None = None, **order: Any
) -> None:
    store.begin_scan(small_order(scan, **order), os.getpid() if pid is None else pid)
    store.add_messages(scan, messages, 0)


def _told(store: Store, order: ScanOrder = ORDER) -> list[tuple[str, str, str, Service | None]]:
    return [(one.asset, one.mac, one.probe, one.service) for one in asked_lately(store, order, NOW)]


def test_an_answer_of_the_last_24_hours_is_found_with_its_machine_and_its_time(store: Store) -> None:
    _scanned(store, [seen(mac=MAC), *said(_vnc(23.9), heard(FtpGreeting(banner="x")))])
    (one,) = asked_lately(store, ORDER, NOW)
    assert (one.asset, one.mac, one.probe, one.service) == ("10.0.0.7", MAC, "vnc", VNC)
    assert one.evidence is not None
    assert one.at == one.evidence.at == NOW - timedelta(hours=23.9)


def test_after_24_hours_it_may_be_asked_again_also_where_a_scan_has_carried_it_on(store: Store) -> None:
    _scanned(store, said(_vnc(24.1)))
    _scanned(store, said(_vnc(24.1, id="again", carried=True)), "s2")
    assert asked_lately(store, ORDER, NOW) == ()


@pytest.mark.parametrize("answer", [Answer.SILENT, Answer.GARBLED])
def test_a_question_that_was_not_answered_was_put_all_the_same(store: Store, answer: Answer) -> None:
    _scanned(store, said(missed(answer, VNC, probe="vnc")))
    assert len(_told(store)) == 1


@pytest.mark.parametrize("answer", [Answer.CLOSED, Answer.FILTERED, Answer.REFUSED, Answer.NOT_ASKED])
def test_a_question_that_never_reached_the_machine_may_be_put(store: Store, answer: Answer) -> None:
    _scanned(store, said(missed(answer, VNC, probe="vnc")))
    assert _told(store) == []


def test_a_touch_that_only_the_flight_recorder_of_a_killed_scan_knows_counts(
    store: Store, tmp_path: Path
) -> None:
    ledger = tmp_path / "s1.jsonl"
    ledger.write_text(touch(VNC, why="vnc").model_dump_json() + "\n")
    _scanned(store, [seen()], pid=NOBODY, ledger=str(ledger))
    (one,) = asked_lately(store, ORDER, now())
    assert (one.asset, one.probe, one.evidence) == ("10.0.0.7", "vnc", None)


def test_a_knock_and_a_farewell_are_no_questions(store: Store) -> None:
    _scanned(store, [seen(), touch(VNC, "connect", "open ports"), touch(VNC, "farewell", "vnc")])
    assert _told(store) == []


def test_the_newest_answer_stands_and_the_newest_touch_counts(store: Store) -> None:
    _scanned(store, said(_vnc(5)))
    _scanned(store, said(_vnc(3, id="newer")), "s2")
    later = touch(VNC, why="vnc").model_copy(update={"at": NOW - timedelta(hours=1)})
    _scanned(store, [seen(), later], "s3")
    (one,) = asked_lately(store, ORDER, NOW)
    assert one.evidence is not None
    assert (one.evidence.id, one.at) == ("newer", NOW - timedelta(hours=1))


def test_at_another_site_the_same_address_is_another_machine_unless_its_card_says_otherwise(
    store: Store,
) -> None:
    _scanned(store, [seen(mac=MAC), *said(_vnc())], sensor="other site")
    assert _told(store) == [("", MAC, "vnc", VNC)]


def test_a_card_with_several_addresses_tells_no_machine_from_another(store: Store) -> None:
    _scanned(store, [seen(mac=MAC), seen("10.0.0.8", mac=MAC), *said(_vnc())])
    assert _told(store) == [("10.0.0.7", "", "vnc", VNC)]


def test_its_own_questions_are_not_counted_against_a_scan(store: Store) -> None:
    _scanned(store, said(_vnc()), "new")
    assert _told(store) == []


def test_where_nothing_was_asked_no_sensor_is_started_to_say_what_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "questions", lambda _: pytest.fail("it was asked"))
    _scanned(store, [seen()])
    assert _told(store) == []


def test_a_sensor_that_cannot_say_which_questions_there_are_lets_no_scan_begin(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _scanned(store, said(_vnc()))
    monkeypatch.setattr(lately, "questions", roster.questions)
    script = tmp_path / "sensor"
    script.write_text("#!/bin/sh\nexit 7\n")
    script.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(script))
    with pytest.raises(SensorError, match="did not tell its questions"):
        Scan(store, ORDER, checks).begin()
    assert store.scan("new") is None


def test_the_real_sensor_names_remote_desktop_and_vnc_and_no_plain_greeting() -> None:
    once = {one.id for one in roster.questions() if one.once_a_day}
    assert {"vnc", "rdp", "focas"} <= once
    assert not once & {"ssh", "ftp", "http", "modbus-identity"}


def test_the_order_tells_the_sensor_and_the_report_does_not_claim_it_was_asked_now(
    store: Store, checks: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = heard(FtpGreeting(banner="then"), VNC, probe="vnc").model_copy(
        update={"at": NOW - timedelta(hours=2)}
    )
    _scanned(store, said(before))
    carried = before.model_copy(update={"id": "carried", "carried": True})
    stand_in(
        monkeypatch, tmp_path, "assert order['lately'][0]['probe'] == 'vnc'\n" + says(*said(carried), DONE)
    )
    audit = Scan(store, ORDER, checks).begin()
    assert audit.complete
    (found,) = audit.findings
    assert (str(found.why), found.at) == ("It says then.", before.at)
    assert any("once a day at most" in note for note in audit.notes)
    assert store.asked("new") != ()


def _question_of(store: Store, at: datetime) -> Any:
    ours = catalogue(a_check(greets))
    evidence = heard(FtpGreeting(banner="x"), VNC, probe="vnc").model_copy(update={"at": at})
    _scanned(store, said(evidence))
    store.finish_scan("s1", complete=True)
    audit = compose(store, "s1", Catalogue(load_checks().packs, ours.checks, ours.origins), None)
    store.publish(audit)
    return question(store, *find(store, audit.findings[0].key))


def test_a_person_who_asks_again_too_soon_is_told_until_when_to_wait(store: Store) -> None:
    at = now() - timedelta(hours=3)
    with pytest.raises(CannotAskError, match="once a day at most") as told:
        _question_of(store, at)
    assert f"ask again after {(at + timedelta(hours=24)).astimezone():%Y-%m-%d %H:%M}" in str(told.value)


def test_a_person_who_asks_again_a_day_later_is_answered(store: Store) -> None:
    asked = _question_of(store, now() - timedelta(hours=25))
    order = asked.order("s2", "")
    assert (order.probes, order.lately, order.earlier) == (("vnc",), (), ())


def test_lately_is_written_and_read_as_it_was() -> None:
    one = Lately(asset="10.0.0.7", probe="vnc", service=VNC, at=NOW, evidence=_vnc())
    assert Lately.model_validate_json(one.model_dump_json()) == one
