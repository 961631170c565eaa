"""`vaglio scans`: what is stored, and what was cut short."""

import json
import os
from pathlib import Path

import pytest

from scanner.evidence import FtpGreeting
from scanner.store import Store
from tests.scanner.agent.things import DONE, FTP, heard, said, says, small_order, stand_in, touch
from tests.scanner.cli.running import Home
from tests.scanner.store.things import NOBODY

OTHER = heard(FtpGreeting(banner="220 b", auth_tls=False), asset="10.0.0.9")


def _cut_short(home: Home, **more: object) -> Path:
    ledger = home.path / "s2.jsonl"
    ledger.write_text(touch(FTP).model_dump_json() + "\n")
    with Store.open(home.store) as store:
        store.begin_scan(small_order("s2", ledger=str(ledger), **more), NOBODY)
        store.add_messages("s2", [*said(heard(FtpGreeting(banner="220 a", auth_tls=False))), touch(FTP)], 0)
    return ledger


def test_without_a_scan_it_is_told_how_to_make_one(home: Home) -> None:
    assert home("scans", "list").out == "No scan is stored yet: `vaglio audit` makes the first.\n"
    assert home("scans", "list", "--json").out == ""


def test_scans_are_listed_newest_first_with_their_state(scanned: Home) -> None:
    _cut_short(scanned)
    lines = scanned("scans", "list").out.splitlines()
    assert lines[0].split() == ["Scan", "Started", "Status", "Segment", "Reason"]
    assert [(line.split()[0], " ".join(line.split()[3:-1])) for line in lines[1:]] == [
        ("s2", "cut short"), ("s1", "complete"),
    ]  # fmt: skip
    rows = [json.loads(line) for line in scanned("scans", "list", "--json").out.splitlines()]
    assert [(row["scan"], row["status"]) for row in rows] == [("s2", "cut short"), ("s1", "complete")]


def test_a_scan_that_was_cut_short_is_taken_up_and_judged_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cut_short(home)
    check = "assert [one['probe'] for one in order['done']] == ['ftp']\n"
    stand_in(monkeypatch, home.path, check + says(*said(OTHER), DONE))
    ran = home("scans", "resume", "s2", "--output", str(home.path / "out"), "--lang", "en")
    assert ran.code == 0, ran.err
    report = json.loads((home.path / "out" / "report.json").read_text())
    assert sum(one["check"] == "ftp-cleartext" for one in report["findings"]) == 2
    assert "was not cut short; none was" in home("scans", "resume", "s2").sentence


def test_a_pack_of_the_configuration_is_not_loaded_twice(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = home.path / "ours"
    pack.mkdir()
    (pack / "ours.py").write_text(
        '"""Ours."""\nfrom scanner import check, met\nfrom scanner.evidence import FtpGreeting\n\n\n'
        '@check(id="ours", title="t", why="w", what_to_do="d", who="it", needs=FtpGreeting,\n'
        '       severity="low", requirements={})\ndef ours(greeting):\n    return met("Fine.")\n'
    )
    home.configured(f'packs = ["{pack}"]')
    _cut_short(home, packs=(str(pack),))
    stand_in(monkeypatch, home.path, says(DONE))
    ran = home("scans", "resume", "s2")
    assert ran.code == 0, ran.err


def test_a_resumed_scan_whose_sensor_dies_is_incomplete(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _cut_short(home)
    stand_in(monkeypatch, home.path, "sys.exit(1)")
    ran = home("scans", "resume", "s2")
    assert ran.code == 3
    assert "This audit did not reach its end: the sensor ended before its time" in ran.out


def test_a_wrong_language_is_told_before_the_scan_is_taken_up(home: Home) -> None:
    _cut_short(home)
    assert "no report in the language 'xx'" in home("scans", "resume", "s2", "--lang", "xx").sentence
    assert "cut short" in home("scans", "list").out


def test_an_unknown_scan_is_one_sentence_that_names_the_known(home: Home) -> None:
    _cut_short(home)
    assert home("scans", "resume", "x").sentence == "The scan x was not cut short; these were: s2."
    assert "There is no scan x" in home("scans", "discard", "x").sentence


def test_a_discarded_scan_is_gone_with_its_ledger(scanned: Home) -> None:
    ledger = _cut_short(scanned)
    assert scanned("scans", "discard", "s2").out == "The scan s2 is gone.\n"
    assert not ledger.exists()
    assert "s2" not in scanned("scans", "list").out
    assert scanned("scans", "discard", "s1").code == 0


def test_a_scan_that_runs_is_not_discarded(home: Home) -> None:

    with Store.open(home.store) as store:
        store.begin_scan(small_order("s3"), os.getpid())
    assert "still running: stop it first" in home("scans", "discard", "s3").sentence
