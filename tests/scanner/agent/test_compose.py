"""Composing an audit: honest about what is missing, the same each time it is done again."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.agent import compose as composing
from scanner.agent.compose import compose
from scanner.evidence import Announcement, FtpGreeting, NmapReport, OpenPort, SmbServer
from scanner.model import Answer, Audit, Evidence, Heard, Message, Outcome, Outside, Service, now
from scanner.packs import Catalogue, PackError
from scanner.store import Store, StoreError
from tests.scanner.agent.test_services import XML
from tests.scanner.agent.things import (
    FTP,
    a_check,
    catalogue,
    heard,
    missed,
    said,
    seen,
    small_order,
    tcp,
    touch,
)

HEARD = heard(FtpGreeting(banner="a"))


def _scanned(
    store: Store,
    messages: Sequence[Message],
    scan: str = "s1",
    *,
    complete: bool = True,
    reason: str = "",
    **more: Any,
) -> None:
    store.begin_scan(small_order(scan, **more), os.getpid())
    store.add_messages(scan, messages, 0)
    store.finish_scan(scan, complete, reason)


def _published(store: Store, checks: Catalogue, messages: Sequence[Message], scan: str = "s1") -> Audit:
    _scanned(store, messages, scan)
    audit = compose(store, scan, checks, None)
    store.publish(audit)
    return audit


def _lacking(audit: Audit) -> list[tuple[str, str]]:
    return [
        (one.check, str(one.service))
        for one in audit.not_checked
        if "could be judged before" in str(one.reason)
    ]


def test_a_whole_scan_is_complete_and_one_cut_short_says_why(store: Store, checks: Catalogue) -> None:
    _scanned(store, said(HEARD))
    _scanned(store, said(HEARD), "s2", complete=False, reason="it was asked to stop")
    whole, half = compose(store, "s1", checks, None), compose(store, "s2", checks, None)
    assert (whole.complete, whole.reason) == (True, "")
    assert (half.complete, half.reason) == (False, "it was asked to stop")
    assert "The audit did not get to its end." in [str(one.reason) for one in half.not_checked]
    store.publish(half)
    again = compose(store, "s2", checks, None)
    assert (again.complete, again.reason) == (False, "it was asked to stop")


def test_an_unknown_scan_is_one_sentence(store: Store, checks: Catalogue) -> None:
    with pytest.raises(StoreError, match=r"There is no scan nosuch; `vaglio scans list` shows"):
        compose(store, "nosuch", checks, None)


def test_without_a_catalogue_of_requirements_nothing_is_composed(store: Store) -> None:
    _scanned(store, said(HEARD))
    with pytest.raises(PackError, match="no pack brings a catalogue"):
        compose(store, "s1", catalogue(), None)


def test_a_place_judged_before_and_not_asked_now_counts_as_not_assessed(
    store: Store, checks: Catalogue
) -> None:
    first = _published(store, checks, said(HEARD))
    second = _published(store, checks, [seen()], "s2")
    assert (_lacking(first), _lacking(second)) == ([], [("greets", "tcp/21")])
    assert second.assets[0].id == first.assets[0].id


def test_a_door_that_is_closed_today_is_not_missing(store: Store, checks: Catalogue) -> None:
    _published(store, checks, said(HEARD))
    assert _lacking(_published(store, checks, said(missed(Answer.CLOSED)), "s2")) == []


def test_an_unknown_of_before_is_not_expected_today(store: Store, checks: Catalogue) -> None:
    _published(store, checks, said(missed(Answer.SILENT)))
    assert _lacking(_published(store, checks, [seen()], "s2")) == []


def test_after_ninety_days_nothing_is_expected_any_more(
    store: Store, checks: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    _published(store, checks, said(HEARD))
    monkeypatch.setattr("scanner.store.scans.now", lambda: now() + timedelta(days=91))
    assert _lacking(_published(store, checks, [seen()], "s2")) == []


def _same(audit: Audit) -> Audit:
    findings = tuple(one.model_copy(update={"at": audit.started}) for one in audit.findings)
    return audit.model_copy(update={"findings": findings, "ended": audit.started})


def test_judging_again_comes_to_the_same(store: Store, checks: Catalogue) -> None:
    ports = [tcp(port) for port in (21, 2121, 2122, 990, 8021)]
    _published(store, checks, said(*(heard(FtpGreeting(banner="a"), port) for port in ports)))
    before = _published(store, checks, said(missed(Answer.SILENT, tcp(5))), "s2")
    after = compose(store, "s2", checks, None, before.notes)
    assert _same(after) == _same(before)
    assert len(_lacking(after)) == len(ports)


def test_the_order_does_not_hang_on_the_run_of_the_program(
    store: Store, checks: Catalogue, tmp_path: Path
) -> None:
    ports = [tcp(port) for port in (21, 2121, 2122, 990, 8021)]
    _published(store, checks, said(*(heard(FtpGreeting(banner="a"), port) for port in ports)))
    _scanned(store, [seen()], "s2")
    code = (
        "import sys\nfrom scanner.store import Store\nfrom tests.scanner.agent.test_compose import order_of\n"
        "order_of(Store.open(sys.argv[1]))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, f"sqlite:///{tmp_path}/vaglio.db"], check=True, capture_output=True,
            text=True, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin"},
            cwd=Path(__file__).parents[3],
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert told[0].count("tcp/") == len(ports)


def order_of(store: Store) -> None:
    """Prints in which order the places of scan s2 that are missing come."""
    row = store.scan("s2")
    assert row is not None
    places = composing._population(store, row, [], {}, [])
    sys.stdout.write("\n".join(f"{place.check} {place.service}" for place in places))


def test_notes_are_kept_and_never_told_twice(store: Store, checks: Catalogue) -> None:
    _scanned(store, said(HEARD, heard(OpenPort(port=5), tcp(5))))
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            """UPDATE evidence SET body = replace(body, '"kind":"open-port"', '"kind":"gone"')"""
        )
    first = compose(store, "s1", checks, None, ["10.0.0.9: left alone.", "10.0.0.9: left alone."])
    again = compose(store, "s1", checks, None, first.notes)
    assert first.notes == ("10.0.0.9: left alone.", f"1 {composing.UNREADABLE}")
    assert again.notes == first.notes
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            """UPDATE evidence SET body = replace(body, '"kind":"gone"', '"kind":"open-port"')"""
        )
    assert compose(store, "s1", checks, None, again.notes).notes == ("10.0.0.9: left alone.",)


def test_the_sums_of_the_ledger_are_its_touches_without_farewells(store: Store, checks: Catalogue) -> None:
    made = [
        touch(FTP, "connect"), touch(FTP), touch(FTP), touch(FTP, "farewell"),
        touch(None, "echo", asset="10.0.0.99"), touch(None, "farewell", asset="10.0.0.99"),
    ]  # fmt: skip
    _scanned(store, [*said(HEARD), *made])
    ledger = compose(store, "s1", checks, None).ledger
    (row,) = ledger.assets
    assert (ledger.touches, ledger.elsewhere, ledger.frames) == (4, 1, 12)
    assert (row.address, row.touches, row.frames, row.what) == ("10.0.0.7", 3, 8, (("FEAT", 3),))
    assert ledger.touches == sum(one.touches for one in ledger.assets) + ledger.elsewhere


def test_the_connection_outside_is_counted_apart_and_named(store: Store, checks: Catalogue) -> None:
    made = [
        touch(None, "egress", asset="www.example.com"), touch(tcp(443), "egress", asset="203.0.113.10"),
        touch(tcp(443), "farewell", asset="203.0.113.10"), touch(None, "echo", asset="10.0.0.99"),
    ]  # fmt: skip
    _scanned(store, [*said(HEARD), *made], egress_test=Outside(host="www.example.com", port=443))
    audit = compose(store, "s1", checks, None)
    assert (audit.egress_test, audit.ledger.outside, audit.ledger.elsewhere) == ("www.example.com:443", 2, 1)


def test_what_was_overheard_from_a_mac_address_is_judged_for_its_asset(
    store: Store, checks: Catalogue
) -> None:
    own = catalogue(
        a_check(lambda said: checks.checks["greets"].judge(FtpGreeting(banner="x")), Announcement)
    )
    own = Catalogue(checks.packs, own.checks, own.origins)
    said_it = heard(Announcement(protocol="mdns"), None, asset="00:1b:1b:00:00:01")
    _scanned(store, [seen(mac="00:1B:1B:00:00:01"), Heard(evidence=said_it)])
    audit = compose(store, "s1", own, None)
    assert [(one.asset, one.outcome) for one in audit.findings] == [(audit.assets[0].id, Outcome.NOT_MET)]
    assert audit.assets[0].addresses == ("10.0.0.7",)


def test_an_asset_with_two_addresses_keeps_what_nmap_named_at_either(store: Store, checks: Catalogue) -> None:
    evidence: list[Evidence] = []
    for address in ("10.0.0.7", "10.0.0.8"):
        evidence.append(heard(SmbServer(), tcp(445), asset=address))
        evidence.append(_serial(address))
    evidence += [heard(OpenPort(port=8123), tcp(8123)), heard(NmapReport(xml=XML), None)]
    _scanned(store, said(*evidence))
    (asset,) = compose(store, "s1", checks, None).assets
    assert asset.addresses == ("10.0.0.7", "10.0.0.8")
    assert {row.service.port: row.protocol for row in asset.services}[8123] == "http"


def _serial(address: str) -> Evidence:
    from scanner.evidence import EthernetIpIdentity

    fact = EthernetIpIdentity(
        vendor_id=1, device_type=14, product_code=5, revision="1", serial="0x00c0ffee", product_name=""
    )
    return heard(fact, Service(transport="udp", port=44818), asset=address)


def test_a_list_of_expected_assets_is_a_list_even_when_nobody_was_met(
    store: Store, checks: Catalogue
) -> None:
    _scanned(store, [])
    audit = compose(store, "s1", checks, frozenset({"10.0.0.7"}))
    assert audit.expected_list
    assert [one.asset for one in audit.not_checked] == ["10.0.0.7"]
    assert not compose(store, "s1", checks, None).expected_list


@pytest.mark.parametrize("known", [True, False])
def test_a_question_cut_short_is_judged_when_another_answer_tells_its_kind(
    store: Store, checks: Catalogue, known: bool
) -> None:
    short = missed(Answer.SILENT).model_copy(update={"wanted": ""})
    other = [missed(Answer.CLOSED, asset="10.0.0.8")] if known else []
    _scanned(store, said(short, *other))
    audit = compose(store, "s1", checks, None)
    assert [one.outcome for one in audit.findings] == ([Outcome.UNKNOWN] if known else [])
    assert any("cut short while ftp was asked" in note for note in audit.notes) is not known
