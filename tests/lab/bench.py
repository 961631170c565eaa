"""The bench segment: 50 live addresses with 180 open ports, for measuring how long a sweep takes."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import random
import socket
import sys
import time
from collections.abc import Iterator

from tests.lab import network, places, programs
from tests.lab.network import Member
from tests.lab.programs import Program

SWITCH = "vgl-bench-switch"
SCANNER = "vgl-bench"
CLONE_NEWNET = 0x40000000
PATIENCE_SECONDS = 120.0

# Ports that a sweep of a mixed factory segment would try; all of them have a registered or customary use.
PORTS = (
    21, 22, 23, 25, 53, 80, 102, 110, 111, 135, 139, 143, 389, 443, 445, 502, 554, 789, 993, 1433,
    1723, 1883, 1911, 2404, 3306, 3389, 4840, 5000, 5432, 5900, 6379, 7000, 8000, 8080, 8443, 8883, 9200,
    20000, 27017, 44818,
)  # fmt: skip


def _layout() -> tuple[tuple[str, ...], frozenset[tuple[str, int]]]:
    chance = random.Random(83)
    live = [f"10.84.0.{octet}" for octet in sorted(chance.sample(range(10, 250), 50))]
    every = [(address, port) for address in live for port in PORTS]
    return tuple(live), frozenset(chance.sample(every, 180))


LIVE, OPEN = _layout()


def _namespace(address: str) -> str:
    return f"vgl-bench-{address.rpartition('.')[2]}"


def _members() -> Iterator[Member]:
    # Locally administered addresses: these machines are nobody's product.
    yield Member(SCANNER, "10.84.0.2/24", "02:84:00:00:00:02")
    for address in LIVE:
        octet = int(address.rpartition(".")[2])
        yield Member(_namespace(address), f"{address}/24", f"02:84:00:00:00:{octet:02x}")


def start() -> bool:
    """Brings the segment up unless it is; returns whether all its ports opened in time."""
    folder = places.folder("bench")
    folder.mkdir(parents=True, exist_ok=True)
    if network.inode(SCANNER) is None:
        network.make_switch(SWITCH)
        network.attach(SWITCH, _members())
        program = Program((sys.executable, "-u", "-m", "tests.lab.bench"), "bench.log")
        programs.start(program, "bench", SWITCH, folder)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (folder / "open").exists() and time.monotonic() < until:
        time.sleep(0.05)
    return (folder / "open").exists()


def stop() -> None:
    """Takes the segment down; the factory's own segments stay."""
    mine = network.existing("vgl-bench")
    programs.end(network.processes(mine))
    network.delete(mine)
    (places.folder("bench") / "open").unlink(missing_ok=True)


def _enter(namespace: str) -> None:
    # os.setns is Python 3.12's; the lab also runs under 3.11.
    descriptor = os.open(network.NETNS / namespace, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"can't enter {namespace}")
    finally:
        os.close(descriptor)


def _listeners() -> Iterator[socket.socket]:
    # A socket stays in the namespace it was made in: one process can serve all fifty.
    for address in LIVE:
        _enter(_namespace(address))
        for port in sorted(port for owner, port in OPEN if owner == address):
            yield socket.create_server((address, port), backlog=128)
    _enter(SWITCH)


async def _take_leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(4096):
            pass
        writer.close()


async def serve() -> None:
    """Accepts on every port and closes when the peer does."""
    running = [await asyncio.start_server(_take_leave, sock=listener) for listener in list(_listeners())]
    (places.folder("bench") / "open").touch()
    await asyncio.gather(*(server.serve_forever() for server in running))


if __name__ == "__main__":
    asyncio.run(serve())
