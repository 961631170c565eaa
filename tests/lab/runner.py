"""Starts and ends the devices' servers and remembers them between commands."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

from tests.lab import network, places, programs, servers
from tests.lab.model import Device
from tests.lab.programs import Running

PATIENCE_SECONDS = 180.0

DEAD = "its program"

# Directories that Debian's servers insist on and that only a service manager makes otherwise.
BORROWED = (Path("/run/sshd"), Path("/run/xrdp/sockdir"), Path("/run/xrdp"), Path("/tmp/.X11-unix"))


def prepare_search_path() -> None:
    """Servers live in sbin, which an ordinary user's search path lacks."""
    os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"


def find(program: str) -> str | None:
    prepared = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
    return shutil.which(program, path=prepared)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One command at a time: two of them would start every server twice."""
    with _lock():
        yield


def _lock() -> TextIO:
    # Whoever held the lock before may have taken the lab down, and the file with it: then once more.
    while True:
        with contextlib.suppress(FileNotFoundError):
            places.claim()
            lock = places.marker().open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if places.marker().stat().st_ino == os.fstat(lock.fileno()).st_ino:
                return lock
            lock.close()


def _state() -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads((places.lab_dir() / "state.json").read_text())
    except FileNotFoundError:
        stored = {}
    return {"running": [], "borrowed": [], **stored}


def _store(**changes: Any) -> None:
    path = places.lab_dir() / "state.json"
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({**_state(), **changes}, indent=1))
    fresh.replace(path)


def running() -> list[Running]:
    """Everything that was started and not stopped, dead or alive."""
    return [Running.from_dict(stored) for stored in _state()["running"]]


def start(devices: Sequence[Device]) -> None:
    """Starts the servers of those devices that don't run, all at the same time."""
    _borrow()
    broken = {one.device for one in running() if not one.alive}
    known = [one for one in running() if one.device not in broken]
    programs.end(one.pid for one in running() if one.device in broken and one.alive)
    alive = {one.device for one in known}
    # What a former factory left behind ("down --keep") isn't this one's.
    for one in devices:
        if one.name not in alive | broken:
            shutil.rmtree(places.folder(one.name), ignore_errors=True)
    # Keys and certificates take the processor's time; threads let the openssl commands use every core.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        started = pool.map(_start_device, [one for one in devices if one.name not in alive])
        fresh = [program for group in started for program in group]
    _store(running=[one.as_dict() for one in [*known, *fresh]])


def _start_device(device: Device) -> list[Running]:
    folder = places.folder(device.name)
    folder.mkdir(parents=True, exist_ok=True)
    sites = [servers.Site(device, server, folder) for server in device.servers]
    wanted = [program for site in sites for program in servers.programs(site)]
    return [programs.start(program, device.name, device.namespace, folder) for program in wanted]


def _borrow() -> None:
    absent = [str(path) for path in BORROWED if not path.exists()]
    for path in absent:
        # xrdp's folder may have been made meanwhile as the parent of another one.
        Path(path).mkdir(parents=True, mode=0o755, exist_ok=True)
    if absent:
        _store(borrowed=sorted({*_state()["borrowed"], *absent}))
    if "/tmp/.X11-unix" in absent:
        Path("/tmp/.X11-unix").chmod(0o1777)


def borrowed() -> list[Path]:
    """Directories outside the lab's own that it made, and will remove when it goes down."""
    return [Path(path) for path in _state()["borrowed"]]


def clean_up() -> None:
    """Removes what the servers needed outside the lab's own directory, and what a killed X server left."""
    for left in [*Path("/tmp").glob(".X8[345]??-lock"), *Path("/tmp/.X11-unix").glob("X8[345]??")]:
        left.unlink(missing_ok=True)
    for path in sorted(borrowed(), reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir()
    _store(running=[], borrowed=[])


def is_running(device: Device, started: list[Running] | None = None) -> bool:
    """Whether its namespace exists, its programs live and every declared port listens."""
    started = running() if started is None else started
    return network.inode(device.namespace) is not None and not _closed(device, started)


def _closed(device: Device, started: list[Running]) -> set[str]:
    """Declared ports that don't listen; "its program" if one of its programs has ended."""
    mine = [one for one in started if one.device == device.name]
    if not device.ports:
        return set()
    dead = set() if mine and all(one.alive for one in mine) else {DEAD}
    heard = programs.listening(mine[0].pid, device.namespace) if mine else set()
    return dead | (set(device.ports) - heard)


def wait_until_open(devices: Iterable[Device]) -> dict[str, set[str]]:
    """Waits for every declared port; returns what stays closed, by device, when waiting has become vain."""
    started = running()
    until = time.monotonic() + PATIENCE_SECONDS
    waiting = {one: _closed(one, started) for one in devices}
    while waiting := {one: closed for one, closed in waiting.items() if closed}:
        if time.monotonic() > until or any(DEAD in closed for closed in waiting.values()):
            break
        time.sleep(0.1)
        waiting = {one: _closed(one, started) for one in waiting}
    return {one.name: closed for one, closed in waiting.items()}


def stop() -> None:
    """Ends every program of the lab, and whatever else still lives in its namespaces."""
    programs.end(one.pid for one in running() if one.alive)
    programs.end(network.processes(network.existing()))
