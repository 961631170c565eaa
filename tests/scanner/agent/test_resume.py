"""A scan that was cut short is taken up again: nothing is asked twice, and nothing is lost."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.agent import ledgers
from scanner.agent.recovery import order_to_resume
from scanner.agent.scan import Scan
from scanner.evidence import FtpGreeting
from scanner.model import Answer, Asked, Evidence, Message, Note, Touch
from scanner.packs import Catalogue
from scanner.store import ScanRow, Store, StoreError
from tests.scanner.agent.things import (
    DONE,
    FTP,
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

HEARD = heard(FtpGreeting(banner="a"))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "s1.jsonl"


def _cut_short(
    store: Store, ledger: Path, messages: list[Message], written: list[Touch], tail: str = ""
) -> ScanRow:
    """A scan whose agent was killed: it had stored `messages`; the sensor had written `written`."""
    store.begin_scan(small_order(ledger=str(ledger)), NOBODY)
    store.add_messages("s1", messages, 0)
    ledger.write_text("".join(one.model_dump_json() + "\n" for one in written) + tail)
    (row,) = store.interrupted()
    return row


def test_what_was_asked_is_not_asked_again_and_who_was_met_is_known(store: Store, ledger: Path) -> None:
    messages = [*said(HEARD), touch(FTP)]
    order = order_to_resume(store, _cut_short(store, ledger, messages, [touch(FTP)]))
    assert order.done == (Asked(asset="10.0.0.7", probe="ftp", service=FTP),)
    assert ([one.address for one in order.known], order.discovered) == (["10.0.0.7"], True)


def test_a_refused_question_may_be_put_again(store: Store, ledger: Path) -> None:
    order = order_to_resume(store, _cut_short(store, ledger, said(missed(Answer.REFUSED)), []))
    assert order.done == ()


def test_what_was_not_put_because_of_the_stop_is_forgotten_and_other_reasons_stay(
    store: Store, ledger: Path
) -> None:
    stop = "it was asked to stop"
    unput = [
        missed(Answer.REFUSED, tcp(1), stop),
        missed(Answer.REFUSED, tcp(2), f"stopped: {stop}"),
        missed(Answer.NOT_ASKED, None, f"stopped: {stop}"),
        missed(Answer.NOT_ASKED, tcp(3), "it waits for consent"),
        missed(Answer.GARBLED, tcp(4), stop),
    ]
    order_to_resume(store, _cut_short(store, ledger, said(HEARD, *unput), []))
    assert [one.service for one in store.evidence_of("s1")] == [FTP, tcp(3), tcp(4)]


def test_a_scan_that_only_listened_looks_for_machines_again(store: Store, ledger: Path) -> None:
    row = _cut_short(store, ledger, said(HEARD.model_copy(update={"probe": "listening"})), [])
    assert not order_to_resume(store, row).discovered


def _silent(store: Store) -> list[Evidence]:
    return [one for one in store.evidence_of("s1") if one.answer is Answer.SILENT]


def test_a_question_in_flight_becomes_a_missing_answer_of_its_kind(store: Store, ledger: Path) -> None:
    messages: list[Message] = [*said(missed(Answer.CLOSED, asset="10.0.0.8")), seen(), touch(FTP)]
    order = order_to_resume(store, _cut_short(store, ledger, messages, [touch(FTP)]))
    (found,) = _silent(store)
    assert (found.asset, found.service, found.probe, found.wanted) == ("10.0.0.7", FTP, "ftp", "ftp-greeting")
    assert "cut short" in found.reason
    assert Asked(asset="10.0.0.7", probe="ftp", service=FTP) in order.done


def test_an_earlier_scan_tells_what_a_question_in_flight_was_for(store: Store, ledger: Path) -> None:
    store.begin_scan(small_order("s0"), os.getpid())
    store.add_messages("s0", said(HEARD), 0)
    order_to_resume(store, _cut_short(store, ledger, [seen(), touch(FTP)], [touch(FTP)]))
    assert [one.wanted for one in _silent(store)] == ["ftp-greeting"]


def test_a_knock_in_flight_is_no_question(store: Store, ledger: Path) -> None:
    knock = touch(tcp(80), "connect", "open ports")
    order = order_to_resume(store, _cut_short(store, ledger, [seen(), knock], [knock]))
    assert _silent(store) == []
    assert order.done == (Asked(asset="10.0.0.7", probe="open ports", service=tcp(80)),)


def test_echoes_and_farewells_are_no_questions(store: Store, ledger: Path) -> None:
    made = [touch(None, "echo"), touch(FTP, "farewell")]
    assert order_to_resume(store, _cut_short(store, ledger, [seen(), *made], made)).done == ()


def test_touches_that_the_agent_never_heard_of_are_recovered_from_the_ledger(
    store: Store, ledger: Path
) -> None:
    made = [touch(FTP), touch(tcp(22), why="ssh"), touch(tcp(80), why="http")]
    order = order_to_resume(store, _cut_short(store, ledger, [seen(), made[0]], made))
    assert list(store.touches_of("s1")) == made
    assert {one.probe for one in order.done} == {"ftp", "ssh", "http"}


HALF = touch(tcp(80), why="http").model_dump_json()[:60]


@pytest.mark.parametrize(
    "tail", [HALF, "\x00" * 40, '{"say":"seen"', "ü\u2028"], ids=["half", "zeros", "other", "odd letters"]
)
def test_half_a_line_at_the_end_is_no_touch(store: Store, ledger: Path, tail: str) -> None:
    order_to_resume(store, _cut_short(store, ledger, [seen()], [touch(FTP)], tail))
    assert list(store.touches_of("s1")) == [
        touch(FTP).model_copy(update={"at": store.touches_of("s1")[0].at})
    ]


def test_bytes_that_are_no_text_do_not_keep_a_scan_from_being_resumed(store: Store, ledger: Path) -> None:
    row = _cut_short(store, ledger, [seen()], [touch(FTP)])
    with ledger.open("ab") as file:
        file.write(b"\xc3\x28\xff half")
    assert len(order_to_resume(store, row).done) == 1


def test_half_a_line_does_not_swallow_the_next_touch(store: Store, ledger: Path) -> None:
    """Killed twice: what the second sensor wrote first must not become part of the first one's half line."""
    row = _cut_short(store, ledger, [seen()], [touch(FTP)], HALF)
    order_to_resume(store, row)
    more = [touch(tcp(22), why="ssh"), touch(tcp(23), why="telnet")]
    with ledger.open("a") as file:
        file.writelines(one.model_dump_json() + "\n" for one in more)
    order = order_to_resume(store, row)
    assert [one.why for one in store.touches_of("s1")] == ["ftp", "ssh", "telnet"]
    assert {one.probe for one in order.done} == {"ftp", "ssh", "telnet"}


def test_text_of_a_touch_that_looks_like_a_line_end_is_none(store: Store, ledger: Path) -> None:
    odd = touch(FTP).model_copy(update={"what": "a\u2028b\x85c"})
    order_to_resume(store, _cut_short(store, ledger, [seen()], [odd]))
    assert [one.what for one in store.touches_of("s1")] == ["a\u2028b\x85c"]


def test_resuming_tells_the_sensor_what_is_done_and_keeps_all_that_was_heard(
    store: Store, checks: Catalogue, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _cut_short(store, ledger, [*said(HEARD), touch(FTP)], [touch(FTP)])
    other = heard(FtpGreeting(banner="b"), asset="10.0.0.8")
    note = "say(json.dumps({'say': 'note', 'text': str([one['probe'] for one in order['done']])}))\n"
    stand_in(monkeypatch, tmp_path, note + says(*said(other), DONE))
    audit = Scan(store, order_to_resume(store, row), checks).resume()
    assert audit.notes == ("['ftp']",)
    assert [str(one.why) for one in audit.findings] == ["It says a.", "It says b."]
    assert audit.complete


def test_a_scan_that_somebody_runs_is_not_taken_up(store: Store, checks: Catalogue) -> None:
    store.begin_scan(small_order(), os.getpid())
    with pytest.raises(StoreError, match="still running, or is finished"):
        Scan(store, small_order(), checks).resume()


def test_what_was_said_before_the_kill_is_in_the_report_of_the_resumed_scan(
    store: Store, checks: Catalogue, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Note(level="warning", text="No echo requests.")
    row = _cut_short(store, ledger, [*said(HEARD), before], [])
    stand_in(monkeypatch, tmp_path, says(before, Note(text="Later."), DONE))
    audit = Scan(store, order_to_resume(store, row), checks).resume()
    assert audit.notes == ("No echo requests.", "Later.")
    assert [one.text for one in store.notes_of("s1")] == ["No echo requests.", "Later."]


WRITES_LATE = """
import sys, time
from scanner.model import message_from_json
from scanner.sensor.guard.ledger import LedgerFile
first, last = map(message_from_json, sys.argv[2:])
ledger = LedgerFile(sys.argv[1], lambda _: None)
ledger.write(first)
print("at work", flush=True)
time.sleep(1)
ledger.write(last)
"""


def test_a_sensor_that_outlives_its_agent_is_waited_for(store: Store, ledger: Path) -> None:
    """Its last question was put already: it must not be put again."""
    row = _cut_short(store, ledger, [seen()], [])
    lines = [touch(one, why=why).model_dump_json() for one, why in ((FTP, "ftp"), (tcp(22), "ssh"))]
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_LATE, str(ledger), *lines], stdout=subprocess.PIPE, text=True
    ) as sensor:
        assert sensor.stdout is not None
        assert sensor.stdout.readline() == "at work\n"
        order = order_to_resume(store, row)
    assert {one.probe for one in order.done} == {"ftp", "ssh"}


def test_a_sensor_that_does_not_end_keeps_its_scan(
    store: Store, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "PATIENCE", 0.2)
    row = _cut_short(store, ledger, [seen()], [touch(FTP)])
    with ledger.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="The sensor of the scan s1 is still at work"):
            order_to_resume(store, row)
