"""Knocks and conversations on the loopback interface: bounded, counted, and ended politely."""

import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from scanner.model import Service
from scanner.plugin import Closed, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.guard.ledger import LedgerFile
from scanner.sensor.wire.sweep import CONNECT_SECONDS, Knock, connect, sweep
from tests.promises.runs import wait_for
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, Written, brisk_order, guard_of
from tests.timing import BUSY_SECONDS, ends_within

HERE = "127.0.0.1"
KERNEL_KNOCKS_AGAIN = 1.0
"""Seconds until Linux repeats a SYN that nobody answered (RFC 6298, 2.1)."""

IDENTIFY = bytes.fromhex("0001 0000 0005 FF 2B 0E 01 00")


def knocks(ports: list[int], guard: Guard | None = None, address: str = HERE) -> list[Knock]:
    found = []
    for knock in sweep(guard or guard_of(), address, ports, "test"):
        if knock.connection:
            knock.connection.close()
        found.append(knock)
    return found


def request(port: int, payload: bytes = IDENTIFY) -> Ask:
    return Ask(address=HERE, kind="request", what="", why="test", frames=2,
               service=Service(transport="tcp", port=port), protocol="modbus", payload=payload)  # fmt: skip


def test_an_open_door_is_open_and_a_closed_one_closed() -> None:
    with servers.serving(servers.silent) as server:
        shut = servers.free_port()
        states = {knock.port: knock.state for knock in knocks([server.port, shut])}
    assert states == {server.port: "open", shut: "closed"}


def test_a_door_that_swallows_the_knock_is_silent_before_the_kernel_knocks_again() -> None:
    with servers.swallowing() as port:
        started = time.monotonic()
        with ends_within(CONNECT_SECONDS):
            assert [knock.state for knock in knocks([port])] == ["silent"]
        assert time.monotonic() - started >= CONNECT_SECONDS
    assert CONNECT_SECONDS < KERNEL_KNOCKS_AGAIN


def test_an_ipv6_door_is_found() -> None:
    with servers.serving(servers.silent, "::1") as server:
        guard = guard_of(brisk_order(("::1",)))
        assert [knock.state for knock in knocks([server.port], guard, "::1")] == ["open"]


@pytest.mark.parametrize("most", [1, 2, 4])
def test_no_more_connections_are_open_at_once_than_the_pace_allows(most: int) -> None:
    def slow(peer: socket.socket) -> None:
        time.sleep(0.02)

    guard = guard_of(brisk_order(pace=BRISK.model_copy(update={"connections_per_host": most})))
    with servers.serving(slow) as one:
        for _ in sweep_all(guard, [one.port] * 12):
            pass
        one.wait_for_ends(12)
    assert one.accepted == 12
    assert one.most_at_once <= most


def sweep_all(guard: Guard, ports: list[int]) -> list[Knock]:
    return knocks(ports, guard)


def test_many_silent_doors_are_waited_for_together() -> None:
    doors = 16  # one after another they would take four seconds more than a busy machine may add
    guard = guard_of(brisk_order(pace=BRISK.model_copy(update={"connections_per_host": doors})))
    with ExitStack() as stack:
        ports = [stack.enter_context(servers.swallowing()) for _ in range(doors)]
        with ends_within(CONNECT_SECONDS):
            assert {knock.state for knock in knocks(ports, guard)} == {"silent"}
    assert doors * CONNECT_SECONDS > CONNECT_SECONDS + BUSY_SECONDS


def test_a_door_that_opened_while_another_was_talked_to_is_not_called_silent() -> None:
    with servers.serving(servers.silent) as one, servers.serving(servers.silent) as two:
        states = []
        for knock in sweep(guard_of(), HERE, [one.port, two.port], "test"):
            states.append(knock.state)
            if len(states) == 1:
                time.sleep(CONNECT_SECONDS + 0.1)
            if knock.connection:
                knock.connection.close()
    assert states == ["open", "open"]


def test_a_knock_is_written_down_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    written = Written()
    at_connect: list[int] = []

    class Watched(socket.socket):
        def connect_ex(self, address: object) -> int:
            at_connect.append(len(written.entries))
            return super().connect_ex(address)  # type: ignore[arg-type]

        def sendall(self, data: bytes, *_: object) -> None:  # type: ignore[override]
            at_connect.append(len(written.entries))
            super().sendall(data)

    monkeypatch.setattr(socket, "socket", Watched)
    with servers.serving(servers.silent) as server:
        line = connect(guard_of(written=written), HERE, server.port, "test")
        line.send(IDENTIFY, request(server.port))
        line.close()
    assert at_connect == [1, 3]  # the connect; then farewell and request
    assert [entry.kind for entry in written.entries] == ["connect", "farewell", "request"]


def test_a_full_ledger_lets_nothing_out() -> None:
    guard = guard_of()
    guard.ledger.path = "/dev/full"
    with servers.serving(servers.silent) as server:
        assert [knock.state for knock in knocks([server.port] * 3, guard)] == ["refused"]
        time.sleep(0.05)
    assert server.accepted == 0


def test_a_connection_whose_end_can_not_be_written_down_is_closed_and_gives_its_place_back() -> None:
    written = Written()
    guard = guard_of(written=written)

    def once(entry: object) -> None:
        if written.entries:
            raise OSError("no")
        written.entries.append(entry)  # type: ignore[arg-type]

    guard.ledger.tell = once
    with servers.serving(servers.silent) as server:
        assert [knock.state for knock in knocks([server.port], guard)] == ["refused"]
        assert server.wait_for_ends() == ["FIN"]
    with pytest.raises(ValueError, match="ended"):
        guard.leave(HERE)


def test_a_refusal_ends_the_sweep_and_the_rest_is_not_knocked_at() -> None:
    guard = guard_of()
    guard.stop("enough")
    with servers.serving(servers.silent) as server:
        found = knocks([server.port, server.port], guard)
    assert [(knock.state, knock.reason) for knock in found] == [("refused", "stopped: enough")]
    assert server.accepted == 0


@pytest.mark.parametrize("port", [5002, 9100, 9107])
def test_a_port_that_is_never_touched_is_not_knocked_at(port: int) -> None:
    assert [knock.state for knock in knocks([port])] == ["refused"]


def test_a_sweep_that_is_left_early_gives_every_place_back() -> None:
    guard = guard_of()
    with servers.swallowing() as quiet, servers.serving(servers.silent) as server:
        going = sweep(guard, HERE, [server.port, quiet], "test")
        knock = next(going)
        assert knock.connection
        knock.connection.close()
        going.close()
    with pytest.raises(ValueError, match="ended"):
        guard.leave(HERE)


@pytest.mark.parametrize(
    ("behave", "error"), [("free", Closed), ("swallowing", Silence), ("stopped", Refused)]
)
def test_one_connection_says_why_there_is_none(behave: str, error: type[Exception]) -> None:
    guard = guard_of()
    if behave == "stopped":
        guard.stop("enough")
    with servers.swallowing() as quiet:
        port = quiet if behave == "swallowing" else servers.free_port()
        with pytest.raises(error):
            connect(guard, HERE, port, "test")


def _attempts(port: int) -> set[str]:
    """Whence somebody tries to reach `port` and has no answer yet (proc(5), /proc/net/tcp)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return {row[1] for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "02"}


def _talks_while_a_knock_is_in_flight() -> bool:
    """Whether it was in flight at all: on a machine that stood still meanwhile it was given up before."""
    with servers.swallowing() as quiet, servers.serving(servers.silent) as server:
        states, others, in_flight = {}, _attempts(quiet), 0
        for knock in sweep(guard_of(), HERE, [quiet, server.port], "t"):
            states[knock.port] = knock.state
            if knock.connection:
                in_flight = len(_attempts(quiet) - others)
                # The kernel would repeat it after a second, and for two minutes.
                assert wait_for(lambda: _attempts(quiet) <= others, KERNEL_KNOCKS_AGAIN + BUSY_SECONDS)
                knock.connection.close()
    assert states == {quiet: "silent", server.port: "open"}
    return in_flight == 1


def test_a_knock_is_not_repeated_while_another_door_is_talked_to() -> None:
    assert any(_talks_while_a_knock_is_in_flight() for _ in range(3)), "none was, so this proves nothing"


def test_a_knock_is_not_repeated_while_the_next_one_waits_for_its_turn() -> None:
    seen: list[set[str]] = []
    slow = BRISK.model_copy(update={"pause_between_connects": 3 * KERNEL_KNOCKS_AGAIN})
    with servers.swallowing() as quiet:
        shut, others = servers.free_port(), _attempts(quiet)
        ledger = LedgerFile("", lambda touch: seen.append(_attempts(quiet) - others))
        guard = Guard(brisk_order(pace=slow), ledger)
        states = {knock.port: knock.state for knock in sweep(guard, HERE, [quiet, shut], "t")}
    assert seen == [set(), set()]
    assert states == {quiet: "silent", shut: "closed"}
