"""Starts, watches and ends the lab's server processes, each inside its device's namespace."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.lab import network, places

# States of /proc/net/{tcp,udp} (include/net/tcp_states.h): a TCP listener, an unconnected UDP socket.
OPEN_STATE = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}

# The device's own host name keeps this machine's name out of banners.
ENTER = 'hostname "$0"; exec "$@"'


@dataclass(frozen=True)
class Program:
    """One command to run in a device's namespace, in the foreground."""

    argv: tuple[str, ...]
    log: str
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Running:
    """A started program; the start time tells it from a later process with the same number."""

    device: str
    namespace: str
    pid: int
    started: int
    argv: tuple[str, ...]

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Running:
        return cls(**{**stored, "argv": tuple(stored["argv"])})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def alive(self) -> bool:
        return start_time(self.pid) == self.started


def start(program: Program, device: str, namespace: str, folder: Path) -> Running:
    """Starts a program in the namespace, detached from this process, with its output in the folder."""
    command = ["ip", "netns", "exec", namespace, "unshare", "--uts", "sh", "-c", ENTER, device, *program.argv]
    with (folder / program.log).open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=places.CHECKOUT,
            env={**os.environ, **program.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # The lab outlives this process on purpose; tell subprocess that it isn't forgotten.
    process.returncode = 0
    return Running(device, namespace, process.pid, start_time(process.pid) or 0, program.argv)


def start_time(pid: int) -> int | None:
    """Clock ticks since boot at which a process started; None if it is gone or a zombie."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if words[0] in "ZX" else int(words[19])


def listening(pid: int, namespace: str) -> set[str]:
    """Open ports ("502/tcp") of the namespace that the process lives in, read without touching them."""
    # Until the program has entered its namespace, /proc shows the ports of the machine itself.
    if not network.lives_in(pid, namespace):
        return set()
    return {port for table, state in OPEN_STATE.items() for port in _open_ports(pid, table, state)}


def _open_ports(pid: int, table: str, state: str) -> Iterable[str]:
    try:
        lines = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    except OSError:
        return
    for line in lines:
        _, local, _, found, *_ = line.split()
        if found == state:
            yield f"{int(local.rpartition(':')[2], 16)}/{table[:3]}"


KILLED_SECONDS = 30.0
"""What a process that was killed may take to be gone, on a busy machine."""


def end(pids: Iterable[int], patience: float = 3.0) -> None:
    """Ends processes: politely, then for good; returns when they are gone."""
    left = _signal_all(pids, signal.SIGTERM)
    until = time.monotonic() + patience
    while (left := _remaining(left)) and time.monotonic() < until:
        time.sleep(0.02)
    left = _signal_all(left, signal.SIGKILL)
    until = time.monotonic() + KILLED_SECONDS
    while (left := _remaining(left)) and time.monotonic() < until:
        time.sleep(0.02)


def _signal_all(pids: Iterable[int], number: int) -> list[int]:
    pids = list(pids)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    return pids


def _remaining(pids: Iterable[int]) -> list[int]:
    return [pid for pid in pids if not _reaped(pid) and start_time(pid) is not None]


def _reaped(pid: int) -> bool:
    # Only a child of this very process can be waited for; anyone else's is reaped by its own parent.
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False
