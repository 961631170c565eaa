"""Whether a process is still the one that was written down: also for a service that sees little of others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.store import owner
from tests.scanner.store.things import NOBODY


def test_a_process_is_itself_and_nobody_else() -> None:
    mine = owner.mark(os.getpid())
    assert owner.is_same(os.getpid(), mine)
    # Not the parent: one that starts us at once may have begun in the same tick of the clock.
    assert not owner.is_same(1, mine)
    assert not owner.is_same(NOBODY, mine)


def test_a_pid_that_was_used_again_is_another_process() -> None:
    boot, _, start = owner.mark(os.getpid()).partition(":")
    assert not owner.is_same(os.getpid(), f"{boot}:{int(start) + 1}")
    assert not owner.is_same(os.getpid(), f"0-{boot}:{start}")
    assert not owner.is_same(os.getpid(), "")


def test_who_may_not_see_the_boot_still_recognises_the_living(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = owner.mark(os.getpid())
    monkeypatch.setattr(owner, "_BOOT", Path("/nowhere"))
    hidden = owner.mark(os.getpid())
    assert hidden.startswith("?:")
    assert owner.is_same(os.getpid(), seen)
    assert owner.is_same(os.getpid(), hidden)
    monkeypatch.undo()
    assert owner.is_same(os.getpid(), hidden), (
        "a person at the terminal sees more than the service wrote down"
    )


def test_a_process_that_may_not_be_looked_at_counts_as_alive_and_a_dead_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        written = owner.mark(other.pid)
        real = Path.read_text

        def hides(path: Path, *args: str, **named: str) -> str:
            if str(path) == f"/proc/{other.pid}/stat":
                raise FileNotFoundError
            return real(path, *args, **named)

        monkeypatch.setattr(Path, "read_text", hides)
        assert owner.is_same(other.pid, written)
        other.kill()
        other.wait()
        assert not owner.is_same(other.pid, written)
