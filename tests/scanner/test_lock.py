"""A lock keeps others out until its file is closed, and waits no longer than it was told."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from scanner.lock import held


def test_who_is_alone_keeps_everybody_out_until_the_file_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("wb") as mine, file.open("rb") as theirs:
        assert held(mine, alone=True)
        assert not held(theirs, alone=True)
        assert not held(theirs, alone=False, seconds=0.1)
        mine.close()
        assert held(theirs, alone=True)


def test_several_may_read_and_nobody_is_alone_then(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with file.open("rb") as one, file.open("rb") as other, file.open("ab") as writer:
        assert held(one, alone=False)
        assert held(other, alone=False)
        assert not held(writer, alone=True)


def test_a_lock_that_is_given_back_in_time_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with file.open("wb") as mine, file.open("rb") as theirs:
        assert held(mine, alone=True)
        later = threading.Timer(0.2, mine.close)
        later.start()
        assert held(theirs, alone=True, seconds=30)
        later.join()


def test_a_file_system_without_locks_gives_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise OSError(95, os.strerror(95))

    monkeypatch.setattr(fcntl, "flock", unknown)
    with (tmp_path / "file").open("wb") as file:
        assert held(file, alone=True)
