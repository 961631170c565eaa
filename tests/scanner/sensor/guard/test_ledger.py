"""What is not written down is not sent."""

import fcntl
import json
import stat
import threading
from pathlib import Path

import pytest

from scanner.model import Touch
from scanner.plugin import Refused
from scanner.sensor.guard.ledger import LedgerFile


def touch(frames: int = 1) -> Touch:
    return Touch(asset="10.0.0.1", kind="connect", what="TCP connect", why="test", frames=frames)


def test_an_entry_is_in_the_file_when_write_returns(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = LedgerFile(str(path), lambda _: None)
    ledger.write(touch())
    assert json.loads(path.read_text())["asset"] == "10.0.0.1"


def test_an_entry_is_in_the_file_before_anybody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    seen: list[int] = []
    LedgerFile(str(path), lambda _: seen.append(len(path.read_text().splitlines()))).write(touch())
    assert seen == [1]


def test_the_ledger_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    LedgerFile(str(path), lambda _: None).write(touch())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_resumed_ledger_goes_on_where_it_ended(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.jsonl")
    LedgerFile(path, lambda _: None).write(touch())
    LedgerFile(path, lambda _: None).write(touch())
    assert len(Path(path).read_text().splitlines()) == 2


def test_touches_and_frames_are_counted(tmp_path: Path) -> None:
    ledger = LedgerFile(str(tmp_path / "l"), lambda _: None)
    ledger.write(touch(1))
    ledger.write(touch(3))
    assert (ledger.touches, ledger.frames) == (2, 4)


@pytest.mark.parametrize("path", ["/dev/full", "/nowhere/at/all/ledger", "/dev"])
def test_a_ledger_that_can_not_be_written_refuses_and_counts_nothing(path: str) -> None:
    told: list[Touch] = []
    ledger = LedgerFile(path, told.append)
    with pytest.raises(Refused, match="ledger"):
        ledger.write(touch())
    assert (ledger.touches, told) == (0, [])


def test_an_entry_that_was_cut_off_by_a_full_disk_is_refused(tmp_path: Path) -> None:
    class Cut:
        def write(self, data: bytes) -> int:
            return len(data) - 1

    ledger = LedgerFile(str(tmp_path / "l"), lambda _: None, _file=Cut())  # type: ignore[arg-type]
    with pytest.raises(Refused, match="No space"):
        ledger.write(touch())


def test_threads_do_not_tear_each_others_entries(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = LedgerFile(str(path), lambda _: None)

    def write_fifty() -> None:
        for _ in range(50):
            ledger.write(touch())

    threads = [threading.Thread(target=write_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == 200
    assert ledger.touches == 200


def test_two_sensors_never_work_on_one_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.sensor.guard.ledger.READ_SECONDS", 0.2)
    path = str(tmp_path / "ledger.jsonl")
    first, second = LedgerFile(path, lambda _: None), LedgerFile(path, lambda _: None)
    first.write(touch())
    with pytest.raises(Refused, match="another sensor is still at work on this scan"):
        second.write(touch())
    del first
    second.write(touch())
    assert len(Path(path).read_text().splitlines()) == 2


def test_somebody_who_reads_the_ledger_makes_a_sensor_wait_and_not_refuse(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.touch()
    with path.open("rb") as reading:
        fcntl.flock(reading, fcntl.LOCK_SH)
        later = threading.Timer(0.3, lambda: fcntl.flock(reading, fcntl.LOCK_UN))
        later.start()
        LedgerFile(str(path), lambda _: None).write(touch())
        later.join()
    assert len(path.read_text().splitlines()) == 1
