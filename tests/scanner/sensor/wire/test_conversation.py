"""A conversation ends in FIN, and a hostile server costs bounded time and bytes."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from scanner.framing import fixed, length_field, line_end
from scanner.plugin import Closed, Framing, Garbled, Refused, Silence
from scanner.sensor.guard.guard import Ask
from scanner.sensor.wire.sweep import connect
from scanner.sensor.wire.tcp import MOST_BYTES, Connection
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, guard_of
from tests.scanner.sensor.wire.test_tcp import HERE, IDENTIFY, knocks, request
from tests.timing import BUSY_SECONDS, ends_within

# --- the end of a connection -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behave", [servers.silent, servers.echoing, servers.hangs_up, servers.saying(b"hi\r\n")]
)
def test_a_connection_ends_in_fin_and_never_in_a_reset(behave: servers.Behaviour) -> None:
    with servers.serving(behave) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        line.send(IDENTIFY, request(server.port))
        time.sleep(0.05)
        line.close()
        assert server.wait_for_ends() == ["FIN"]


def test_a_knock_without_a_question_ends_in_fin() -> None:
    with servers.serving(servers.saying(b"220 hello\r\n")) as server:
        knocks([server.port])
        assert server.wait_for_ends() == ["FIN"]


def test_closing_twice_gives_one_place_back() -> None:
    guard = guard_of()
    with servers.serving(servers.silent) as server:
        line = connect(guard, HERE, server.port, "test")
        line.close()
        line.close()
    guard.enter(HERE)
    guard.leave(HERE)


def test_a_closed_connection_sends_nothing() -> None:
    with servers.serving(servers.silent) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        line.close()
        with pytest.raises(Closed):
            line.send(IDENTIFY, request(server.port))
        server.wait_for_ends()
    assert server.got == []


def test_a_permit_for_another_port_does_not_send() -> None:
    with servers.serving(servers.silent) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        with pytest.raises(Refused):
            line.send(IDENTIFY, request(server.port + 1))
        with pytest.raises(Refused):
            line.send(IDENTIFY, replace(request(server.port), address="127.0.0.2"))
        line.close()
        server.wait_for_ends()
    assert server.got == []


# --- hostile servers -------------------------------------------------------------------------------------

TPKT = length_field(2, 2, 0)


@pytest.mark.parametrize(
    ("behave", "until", "error"),
    [
        (servers.silent, TPKT, Silence),
        (servers.hangs_up, TPKT, Closed),
        (servers.dripping(b"x" * 300), line_end(), Silence),
        (servers.saying(b"\x03\x00\x00\x00"), TPKT, Garbled),
        (servers.saying(b"\x03\x00\x00\x03"), TPKT, Garbled),
        (servers.saying(b"\x03\x00\xff\xff"), TPKT, Silence),
        (servers.saying(b"\xff" * 60_000), TPKT, Silence),
        (servers.flooding(), line_end(), Garbled),
        (servers.flooding(b"\x03\x00\xff\xff" * 1000), lambda _: 10**9, Garbled),
        (servers.saying(b"whole"), fixed(0), None),
    ],
    ids=["silent", "closes", "drips", "length 0", "length 3", "length 65535", "65535 in part", "floods",
         "floods a message without end", "wants nothing"],
)  # fmt: skip
def test_a_hostile_server_costs_bounded_time_and_bytes_and_no_second_try(
    behave: servers.Behaviour, until: Framing, error: type[Exception] | None
) -> None:
    with servers.serving(behave) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        seconds = BRISK.answer_seconds if error is Silence else BUSY_SECONDS
        with ends_within(BRISK.answer_seconds):
            if error:
                with pytest.raises(error):
                    line.read(until, seconds)
            else:
                assert line.read(until, seconds) == b""
            line.close()
    assert line.received <= MOST_BYTES + 4096
    assert server.accepted == 1


def test_a_flood_that_follows_the_protocol_ends_too() -> None:
    with servers.serving(servers.flooding(b"a line\r\n" * 100)) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        started = time.monotonic()

        def for_ever() -> None:
            while time.monotonic() - started < 3 * BUSY_SECONDS:
                line.read(line_end(), BUSY_SECONDS)

        with pytest.raises(Garbled, match="without end"):
            for_ever()
        line.close()


def test_a_server_that_reads_nothing_does_not_hold_us() -> None:
    with servers.serving(lambda _: time.sleep(2 * BUSY_SECONDS)) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        with ends_within(1), pytest.raises(Closed):
            _fill(line, server.port)
        line.close()


def _fill(line: Connection, port: int) -> None:
    permit: Callable[[Ask], None] = lambda _: None  # noqa: E731
    line.guard.permit = lambda *_: type("Any", (), {"spend": lambda *_: permit})()  # type: ignore[method-assign]
    line.send(b"x" * 50_000_000, request(port))


def test_surplus_bytes_wait_for_the_next_reading() -> None:
    with servers.serving(servers.saying(b"one\ntwo\nth")) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        assert line.read(line_end(), BUSY_SECONDS) == b"one\n"
        assert line.read(line_end(), BUSY_SECONDS) == b"two\n"
        with pytest.raises(Silence) as end:
            line.read(line_end(), 0.1)
        line.close()
    assert end.value.args == ("no whole answer in time", b"th")


def test_a_message_in_pieces_is_read_whole() -> None:
    with servers.serving(servers.dripping(b"\x03\x00\x00\x06\x01\x02", every=0.01)) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        assert line.read(TPKT, BUSY_SECONDS) == b"\x03\x00\x00\x06\x01\x02"
        line.close()


def test_what_came_before_the_end_is_kept_with_the_reason() -> None:
    def cut(peer: socket.socket) -> None:
        peer.sendall(b"\x03\x00\x00\x06\x01")
        peer.shutdown(socket.SHUT_WR)

    with servers.serving(cut) as server:
        line = connect(guard_of(), HERE, server.port, "test")
        with pytest.raises(Closed) as end:
            line.read(TPKT, BUSY_SECONDS)
        line.close()
    assert end.value.args[1] == b"\x03\x00\x00\x06\x01"
