"""Runs the installed program as a user does: a process, its output, its exit code."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

VAGLIO = Path(sys.executable).parent / "vaglio"


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """A user without any configuration of their own; the database is under `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    settings = {"HOME": str(home), "VAGLIO_CONFIG": str(home / "none.toml"), "VAGLIO_STORE": store(home)}
    return kept | settings | dict(more or {})


def store(home: Path) -> str:
    return f"sqlite:///{home}/vaglio.db"


def audit_of(address: str) -> tuple[str, ...]:
    """The words that audit one address of an office, without listening first, into the folder `out`."""
    there = ("audit", address, "--zone", "it", "--listen", "0")
    return (*there, "--yes", "--quiet", "--lang", "en", "--output", "out")


def vaglio(home: Path, *words: str, more: Mapping[str, str] | None = None, seconds: float = 600) -> Run:
    """Runs `vaglio` to its end; `seconds`: after these it hangs, on however busy a machine."""
    done = subprocess.run(
        [VAGLIO, *words], env=environment(home, more), cwd=home, capture_output=True, text=True,
        timeout=seconds, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


def start(home: Path, *words: str) -> "subprocess.Popen[str]":
    """Starts `vaglio` and leaves it running; end it by its pid."""
    return subprocess.Popen(
        [VAGLIO, *words], env=environment(home), cwd=home, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def children(pid: int) -> list[int]:
    """The processes that a process started and that nobody has waited for yet, by their numbers.

    Asked of each process for its parent: the kernel's own list of children (/proc/PID/task/PID/children) may lack
    some while others end (proc(5)).
    """
    return sorted(int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == pid)


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def is_gone(pid: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether `condition` came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
