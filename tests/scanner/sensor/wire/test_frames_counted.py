"""No connection sends more frames than the ledger holds: counted by tcpdump on the loopback interface."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanner.framing import anything, fixed
from scanner.plugin import Closed, Garbled, Refused, Silence
from scanner.sensor.wire.sweep import connect
from scanner.sensor.wire.tcp import FAREWELL_FRAMES, Connection
from tests.promises.runs import wait_for
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, Written, brisk_order, guard_of
from tests.scanner.sensor.wire.test_tcp import request
from tests.timing import BUSY_SECONDS

HERE = "127.0.0.1"
ETHERNET = 1448

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("tcpdump"), reason="counting frames needs root and tcpdump"
)


@contextmanager
def _counted(port: int, home: Path) -> Iterator[Callable[[], int]]:
    """Counts the frames to a port; the count is whole after a moment of quiet."""
    file = home / "frames.pcap"
    command = [
        "tcpdump",
        "-i",
        "lo",
        "-U",
        "--immediate-mode",
        "-B",
        "8192",
        "-w",
        str(file),
        f"tcp dst port {port}",
    ]
    recorder = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert recorder.stderr is not None
        assert any("listening on" in line for line in recorder.stderr)
        yield lambda: _frames(file, port)
    finally:
        recorder.send_signal(signal.SIGINT)
        recorder.communicate(timeout=60)


def _frames(file: Path, port: int) -> int:
    """What stands in the file before a knock of our own: when tcpdump has written that down, all is there."""
    time.sleep(1)  # what a kernel still acknowledges when nobody listens any more
    knocks: list[str] = []

    def is_written() -> bool:
        with socket.create_connection((HERE, port), 3 * BUSY_SECONDS) as knock:
            knocks.append(f"{HERE}.{knock.getsockname()[1]} >")
        return any(_is_of(knocks, line) for line in _lines(file))

    assert wait_for(is_written, 3 * BUSY_SECONDS)
    return sum(not _is_of(knocks, line) for line in _lines(file))


def _is_of(knocks: list[str], line: str) -> bool:
    return any(knock in line for knock in knocks)


def _lines(file: Path) -> list[str]:
    # The last frame may be half written, and tcpdump says so.
    told = subprocess.run(["tcpdump", "-n", "-r", str(file)], check=False, capture_output=True, text=True)
    return told.stdout.splitlines()


def _small(behave: servers.Behaviour) -> servers.Behaviour:
    """The same in segments of the size that Ethernet has."""

    def act(peer: socket.socket) -> None:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        behave(peer)

    return act


def _asks(connection: Connection) -> None:
    connection.send(request(connection.port).payload, request(connection.port))
    connection.read(fixed(11), BUSY_SECONDS)


def _hears(connection: Connection) -> None:
    connection.read(anything, 0.5)


def _reads_all(connection: Connection) -> None:
    connection.read(lambda _: None, 1.0)


def _pieces(count: int, size: int) -> servers.Behaviour:
    def act(peer: socket.socket) -> None:
        for _ in range(count):
            peer.sendall(b"x" * size)
            time.sleep(0.002)

    return _small(act)


SCENES = {
    "one question": (servers.answering(lambda got: got), _asks),
    "a greeting": (servers.saying(b"hello"), _hears),
    "nothing is said": (servers.silent, lambda _: None),
    "an answer in twenty pieces": (_pieces(20, 700), _reads_all),
    "an answer that nobody reads": (_pieces(20, 700), lambda _: None),
    "a drip": (servers.dripping(b"0123456789", every=0.05), _reads_all),
    "a flood": (servers.flooding(), _reads_all),
    "a flood that nobody reads": (servers.flooding(b"\x55" * ETHERNET), lambda _: time.sleep(0.2)),
}


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_booked_is_a_true_bound(tmp_path: Path, scene: str) -> None:
    behave, talk = SCENES[scene]
    written = Written()
    with servers.serving(behave) as server, _counted(server.port, tmp_path) as count:
        connection = connect(guard_of(brisk_order(pace=BRISK), written), HERE, server.port, "t")
        try:
            talk(connection)
        except (Closed, Silence, Garbled, Refused):
            assert scene != "one question"
        connection.close()
        sent, booked = count(), sum(one.frames for one in written.entries)
    assert sent <= booked
    assert "flood" in scene or booked - sent <= 3, "and hardly more than what left"


def test_a_connection_that_nothing_is_said_on_books_a_knock_and_its_end() -> None:
    written = Written()
    with servers.serving(servers.silent) as server:
        connect(guard_of(None, written), HERE, server.port, "t").close()
    assert sum(one.frames for one in written.entries) <= 1 + 1 + FAREWELL_FRAMES + 1  # ARP is charged, too
