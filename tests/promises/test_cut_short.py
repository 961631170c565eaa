"""An audit that is killed in the middle: the next command tells it, resumes or drops it."""

import json
import os
import signal
import sqlite3
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.promises.runs import children, is_gone, start, vaglio, wait_for
from tests.promises.servers import office

ADDRESSES = ("127.0.40.1", "127.0.40.2", "127.0.40.3")
AUDIT = ("audit", "127.0.40.0/29", "--zone", "it", "--yes", "--listen", "0", "--lang", "en")
AT_LAST = 300
"""Seconds after which something hangs, on however busy a machine. What is waited for is the event."""


def _lines(home: Path) -> list[dict[str, object]]:
    ledgers = list((home / "ledgers").glob("*.jsonl"))
    # What a sensor is writing just now, or was when it was killed, is no line yet.
    whole = (line for path in ledgers for line in path.read_text().split("\n")[:-1])
    return [json.loads(line) for line in whole]


def _questions(home: Path) -> Counter[tuple[object, ...]]:
    """What was put to services; knocks that lead to a question of their own are not questions."""
    put = (one for one in _lines(home) if one["kind"] in ("request", "datagram"))
    return Counter((one["asset"], str(one["service"]), one["why"], one["what"]) for one in put)


def _under_way(process: "subprocess.Popen[str]", home: Path, after: int) -> bool:
    """Whether a running audit has written `after` lines of its ledger; not one that has ended already."""
    wait_for(lambda: len(_lines(home)) >= after or process.poll() is not None, AT_LAST)
    return process.poll() is None and len(_lines(home)) >= after


def _killed(home: Path, after: int) -> int:
    """Starts an audit and kills it without warning after `after` lines of its ledger; its sensor's pid."""
    process = start(home, *AUDIT)
    try:
        assert _under_way(process, home, after)
        (sensor,) = children(process.pid)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=AT_LAST)
    return sensor


@pytest.mark.parametrize("after", [12, 150])
def test_a_killed_audit_is_told_resumed_and_asks_nothing_twice(tmp_path: Path, after: int) -> None:
    with office(*ADDRESSES):
        sensor = _killed(tmp_path, after)
        assert wait_for(lambda: is_gone(sensor), 60), "the sensor goes on without its agent"
        told = vaglio(tmp_path, "scans", "list", "--json")
        scan = json.loads(told.out.splitlines()[0])
        assert scan["status"] == "cut short"
        assert vaglio(tmp_path, "report").code == 2, "half an audit must not be shown"
        resumed = vaglio(tmp_path, "scans", "resume", scan["scan"], "--output", str(tmp_path / "out"))
    assert resumed.code == 0, resumed.err
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    found = {asset["addresses"][0] for asset in report["assets"]}
    assert found >= set(ADDRESSES)
    gaps = {(one["check"], one["asset"]) for one in report["findings"] if one["outcome"] == "not_met"}
    assert sum(check == "ftp-cleartext" for check, _ in gaps) >= len(ADDRESSES) - 1
    assert max(_questions(tmp_path).values()) == 1


def test_the_database_is_whole_after_a_kill(tmp_path: Path) -> None:
    with office(ADDRESSES[0]):
        _killed(tmp_path, 25)
    with sqlite3.connect(tmp_path / "vaglio.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_next_audit_tells_that_one_was_cut_short_and_it_can_be_dropped(tmp_path: Path) -> None:
    with office(ADDRESSES[0]):
        _killed(tmp_path, 10)
        scan = json.loads(vaglio(tmp_path, "scans", "list", "--json").out.splitlines()[0])["scan"]
        again = vaglio(
            tmp_path, "audit", "127.0.40.1", "--zone", "it", "--listen", "0", "--yes", "--output", "o"
        )
    assert f"vaglio scans resume {scan}" in again.err
    assert vaglio(tmp_path, "scans", "discard", scan).code == 0
    left = vaglio(tmp_path, "scans", "list", "--json").out
    assert scan not in left


def test_one_ctrl_c_ends_the_asking_and_still_writes_the_report(tmp_path: Path) -> None:
    with office(ADDRESSES[0]):
        process = start(tmp_path, *AUDIT, "--output", "out")
        try:
            assert _under_way(process, tmp_path, 15)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=AT_LAST)
        finally:
            if process.poll() is None:
                process.kill()
    assert process.returncode == 3
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["scan"]["complete"] is False
    assert "asked to stop" in report["scan"]["reason"]


def test_a_sensor_that_is_killed_leaves_an_incomplete_audit(tmp_path: Path) -> None:
    with office(ADDRESSES[0]):
        process = start(tmp_path, *AUDIT, "--output", "out")
        try:
            assert _under_way(process, tmp_path, 15)
            (sensor,) = children(process.pid)
            os.kill(sensor, signal.SIGKILL)
            process.communicate(timeout=AT_LAST)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 3
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert "before its time" in report["scan"]["reason"]
