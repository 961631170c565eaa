"""The test of the way out: one connection without content, and what is written down of it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scanner.evidence import EgressTest
from scanner.model import Answer, Asked, Evidence, Heard, Outside, Service
from scanner.model.outside import PROBE
from scanner.plugin import Refused
from scanner.sensor import way_out
from scanner.sensor.guard import way_out as exception
from scanner.sensor.guard.guard import Guard
from scanner.sensor.way_out import try_way_out
from scanner.sensor.wire import sweep
from tests.scanner.sensor.orders import Written, brisk_order, guard_of

HERE = "127.0.0.1"
REDIRECT = b"HTTP/1.1 301 Moved Permanently\r\nLocation: http://198.51.100.7/\r\n\r\n"


@pytest.fixture(autouse=True)
def _loopback_stands_for_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exception, "is_public", lambda _: True)


class Server:
    """Accepts one connection, greets, and keeps what it was told."""

    def __init__(self, greeting: bytes) -> None:
        self.socket = socket.create_server((HERE, 0))
        self.port: int = self.socket.getsockname()[1]
        self.told: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, args=(greeting,), daemon=True)
        self._thread.start()

    def _serve(self, greeting: bytes) -> None:
        connection, _ = self.socket.accept()
        with connection:
            connection.sendall(greeting)
            self.told.append(connection.recv(100))

    def end(self) -> list[bytes]:
        self._thread.join(5)
        self.socket.close()
        return self.told


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(getattr(request, "param", b""))
    yield made
    made.socket.close()


def trying(port: int, written: Written | None = None, **more: Any) -> tuple[Guard, list[Evidence]]:
    """The guard after the attempt, and what was said of it. The loopback is not in the networks."""
    order = brisk_order(("10.1.0.0/24",), egress_test=Outside(host=HERE, port=port), **more)
    guard, said = guard_of(order, written), []

    def tell(message: Any) -> None:
        assert isinstance(message, Heard)
        said.append(message.evidence)

    try_way_out(guard, tell)
    return guard, said


@pytest.mark.parametrize("server", [b"", REDIRECT], indirect=True, ids=["silent", "redirects"])
def test_a_connection_that_comes_about_is_told_and_nothing_is_said_over_it(server: Server) -> None:
    written = Written()
    _, (evidence,) = trying(server.port, written)
    place = f"{HERE}:{server.port}"
    assert evidence.fact == EgressTest(outside=place, address=HERE, port=server.port, state="open")
    assert server.end() == [b""]  # the end of the connection, no byte before it
    assert {(one.asset, one.kind) for one in written.entries} == {(HERE, "egress"), (HERE, "farewell")}
    assert [one.kind for one in written.entries].count("egress") == 1
    assert not any(one.payload for one in written.entries)


def test_a_closed_port_is_told_as_refused_and_not_as_proof() -> None:
    with closing(socket.socket()) as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    _, (evidence,) = trying(port)
    assert isinstance(evidence.fact, EgressTest)
    assert (evidence.fact.state, evidence.fact.reason) == ("refused", "ECONNREFUSED")


def test_the_attempt_opens_no_door_for_a_second_one(server: Server) -> None:
    guard, _ = trying(server.port)
    (knock,) = sweep.sweep(guard, HERE, [server.port], "open ports")
    assert (knock.state, knock.connection) == ("refused", None)
    assert "authorised networks" in knock.reason
    (again,) = sweep.sweep(guard, HERE, [server.port], PROBE, "egress")
    assert "once in this scan" in again.reason


@pytest.mark.parametrize(
    "more",
    [
        {"done": (Asked(asset=HERE, probe=PROBE, service=Service(transport="tcp", port=443)),)},
        {"probes": ("vnc",)},
    ],
    ids=["resumed", "recheck"],
)
def test_a_resumed_scan_and_a_recheck_do_not_try_again(more: dict[str, Any]) -> None:
    written = Written()
    assert trying(443, written, **more)[1] == []
    assert written.entries == []


def test_an_order_without_it_tries_nothing() -> None:
    written = Written()
    try_way_out(guard_of(brisk_order(), written), lambda _: pytest.fail("something was said"))
    assert written.entries == []


def test_without_a_way_nothing_is_sent_and_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way_out, "has_way", lambda _: False)
    written = Written()
    _, (evidence,) = trying(443, written)
    assert (evidence.answer, evidence.reason) == (Answer.REFUSED, way_out.NO_WAY)
    assert written.entries == []


@pytest.mark.parametrize("error", [101, 1, 13])
def test_what_the_system_does_not_let_out_does_not_stop_the_scan(
    error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dial(*_: object) -> None:
        raise OSError(error, "")

    monkeypatch.setattr(sweep, "_dial", dial)
    guard, (evidence,) = trying(443)
    assert isinstance(evidence.fact, EgressTest)
    assert evidence.fact.state == "unreachable"
    assert guard.stopped == ""


def test_a_fault_of_the_test_ends_no_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way_out, "has_way", lambda _: 1 / 0)
    guard, (evidence,) = trying(443)
    assert (evidence.answer, guard.stopped) == (Answer.REFUSED, "")
    assert "ZeroDivisionError" in evidence.reason


def test_a_stopped_scan_says_nothing_so_that_a_resumed_one_may_try() -> None:
    guard = guard_of(brisk_order(("10.1.0.0/24",), egress_test=Outside(host=HERE, port=443)))
    guard.stop("it was asked to stop")
    with pytest.raises(Refused, match="asked to stop"):
        try_way_out(guard, lambda _: pytest.fail("something was said"))


BEHIND_LOCKED_DOORS = """
import socket, sys
from scanner import doors
from scanner.model import Outside
from scanner.sensor.guard import way_out as exception
from scanner.sensor.way_out import try_way_out
from tests.scanner.sensor.orders import brisk_order, guard_of
exception.is_public = lambda _: True
port = int(sys.argv[1])
guard = guard_of(brisk_order(("10.1.0.0/24",), egress_test=Outside(host="127.0.0.1", port=port)))
doors.lock()
try_way_out(guard, lambda message: print(message.evidence.fact.state))
for other in (port, port + 1):
    try:
        socket.create_connection(("127.0.0.1", other), 1)
    except doors.DoorLocked as locked:
        print("locked")
"""


def test_the_door_is_open_for_the_attempt_alone(server: Server) -> None:
    """Before and after it, not even the named address can be reached by what else runs in the process."""
    done = subprocess.run(
        [sys.executable, "-c", BEHIND_LOCKED_DOORS, str(server.port)], capture_output=True, text=True, check=False,
        timeout=60, cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip
    assert done.stdout.split() == ["open", "locked", "locked"], done.stderr
