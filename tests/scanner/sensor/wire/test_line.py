"""A probe's line: one asset, one port, no more than declared, nothing that is not read-only."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scanner.evidence import OpenPort
from scanner.framing import anything, fixed, line_end
from scanner.plugin import Closed, Garbled, Line, Probe, Refused, Silence, Tcp, probe
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.line import TcpLine, UdpLine
from scanner.sensor.wire.sweep import connect
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import Written, guard_of
from tests.scanner.sensor.wire.secure import pair, secured
from tests.scanner.sensor.wire.test_udp import WHO, responder

HERE = "127.0.0.1"
IDENTIFY = bytes.fromhex("0001 0000 0005 FF 2B 0E 01 00")
WRITE = bytes.fromhex("0001 0000 0006 FF 05 0000 FF00")


def declared(protocol: str = "modbus", **limits: Any) -> Probe[Any]:
    @probe(id="asked", title="Asked", protocol=protocol, ports=[Tcp(502)], gives=OpenPort, **limits)
    def ask(line: Line) -> OpenPort:
        return OpenPort(port=1)

    return ask


@contextmanager
def tcp_line(
    behave: servers.Behaviour, guard: Guard | None = None, **limits: Any
) -> Iterator[tuple[TcpLine, servers.Server]]:
    with servers.serving(behave) as server:
        line = TcpLine(guard or guard_of(), declared(**limits), HERE, server.port, is_ot=True)
        try:
            yield line, server
        finally:
            line.close()


ECHO = servers.answering(lambda got: got)


def test_a_question_gets_its_answer_and_the_bytes_are_kept() -> None:
    with tcp_line(ECHO) as (line, _):
        assert line.ask(IDENTIFY, fixed(11)) == IDENTIFY
        assert bytes(line.raw) == IDENTIFY
        assert (line.address, str(line.service).split("/")[0], line.zone_is_ot) == (HERE, "tcp", True)


def test_a_line_opens_no_more_connections_than_declared() -> None:
    with tcp_line(servers.silent, touches=2) as (line, server):
        line.again()
        with pytest.raises(Refused, match="2 touches"):
            line.again()
        line.close()
        server.wait_for_ends(2)
    assert server.accepted == 2


def test_the_connection_of_the_knock_is_the_first_touch() -> None:
    guard = guard_of()
    with servers.serving(ECHO) as server:
        first = connect(guard, HERE, server.port, "open ports")
        line = TcpLine(guard, declared(touches=1), HERE, server.port, is_ot=True, first=first)
        assert line.ask(IDENTIFY, fixed(11)) == IDENTIFY
        with pytest.raises(Refused):
            line.again()
        line.close()
        server.wait_for_ends()
    assert server.accepted == 1


def test_a_line_sends_no_more_questions_than_declared() -> None:
    with tcp_line(ECHO, questions=2) as (line, server):
        line.ask(IDENTIFY, fixed(11))
        line.say(IDENTIFY)
        with pytest.raises(Refused, match="2 questions"):
            line.say(IDENTIFY)
        line.close()
        server.wait_for_ends()


def test_a_new_connection_brings_no_new_questions() -> None:
    with tcp_line(ECHO, touches=2, questions=1) as (line, _):
        line.say(IDENTIFY)
        line.again()
        with pytest.raises(Refused, match="questions"):
            line.say(IDENTIFY)


def test_another_port_of_the_same_asset_is_a_touch_and_asked_there() -> None:
    with servers.serving(ECHO) as directory, servers.serving(ECHO) as named:
        line = TcpLine(guard_of(), declared(touches=2), HERE, directory.port, is_ot=False)
        line.again(named.port)
        assert line.ask(IDENTIFY, fixed(11)) == IDENTIFY
        assert line.service.port == named.port
        with pytest.raises(Refused, match="2 touches"):
            line.again(directory.port)
        line.close()
        named.wait_for_ends()
    assert (directory.accepted, named.accepted) == (1, 1)


@pytest.mark.parametrize("printer", [9100, 9107, 5002])
def test_a_directory_can_lead_nobody_to_a_port_that_is_never_touched(printer: int) -> None:
    with tcp_line(servers.silent, touches=2) as (line, _), pytest.raises(Refused, match="never touched"):
        line.again(printer)


def test_a_request_that_is_not_read_only_does_not_leave() -> None:
    with tcp_line(servers.silent) as (line, server):
        with pytest.raises(Refused, match="read-only"):
            line.ask(WRITE, anything)
        with pytest.raises(Refused, match="read-only"):
            line.say(IDENTIFY + WRITE)
        line.close()
        server.wait_for_ends()
    assert server.got == []


def test_another_protocols_table_decides_when_it_is_named() -> None:
    with tcp_line(ECHO) as (line, _):
        with pytest.raises(Refused, match="s7comm"):
            line.say(IDENTIFY, protocol="s7comm")
        with pytest.raises(Refused, match="no read-only table"):
            line.say(IDENTIFY, protocol="made-up")


def test_the_same_holds_inside_tls() -> None:
    heard: list[bytes] = []

    def listening(peer: socket.socket) -> None:
        while data := peer.recv(100):
            heard.append(data)
            peer.sendall(data)

    with tcp_line(secured("TLSv1.2", "TLSv1.3", listening), questions=2) as (line, _):
        assert line.secure("TLSv1.2", "TLSv1.3").certificate == pair()[0]
        with pytest.raises(Refused, match="read-only"):
            line.say(WRITE)
        assert line.ask(IDENTIFY, fixed(11)) == IDENTIFY
        with pytest.raises(Refused, match="2 questions"):
            line.say(IDENTIFY)
    assert heard == [IDENTIFY]


def test_a_refused_handshake_leaves_the_connection_closed() -> None:
    with tcp_line(servers.saying(b"220 mail\r\n"), touches=2) as (line, server):
        assert line.secure("TLSv1.2", "TLSv1.3").refusal
        with pytest.raises(Closed):
            line.say(IDENTIFY)
        line.again()
        assert line.hear(line_end()) == b"220 mail\r\n"
        line.close()
        assert server.wait_for_ends(2) == ["FIN", "FIN"]


@pytest.mark.parametrize("versions", [("SSLv3", "TLSv1.2"), ("TLSv1.2", "TLSv9"), ("", "")])
def test_an_unknown_tls_version_is_refused(versions: tuple[str, str]) -> None:
    with tcp_line(servers.silent) as (line, _), pytest.raises(Refused):
        line.secure(*versions)


def test_a_second_handshake_inside_the_first_is_refused() -> None:
    with tcp_line(secured("TLSv1.2", "TLSv1.2", servers.silent)) as (line, _):
        line.secure("TLSv1.2", "TLSv1.2")
        with pytest.raises(Refused):
            line.secure("TLSv1.2", "TLSv1.2")


def test_surplus_bytes_are_kept_for_the_next_hearing() -> None:
    with tcp_line(servers.saying(b"220-one\r\n220 two\r\n")) as (line, _):
        assert line.hear(line_end()) == b"220-one\r\n"
        assert line.hear(line_end()) == b"220 two\r\n"
        assert bytes(line.raw) == b"220-one\r\n220 two\r\n"


def test_no_more_than_4096_bytes_of_an_answer_are_kept() -> None:
    with tcp_line(servers.saying(b"x" * 10_000)) as (line, _):
        line.hear(fixed(5000))
        line.hear(fixed(5000))
        assert len(line.raw) == 4096


def test_the_bytes_that_were_garbled_are_kept() -> None:
    def garbled(_: bytes) -> int | None:
        raise Garbled("no")

    with tcp_line(servers.saying(b"garbage")) as (line, _):
        with pytest.raises(Garbled):
            line.hear(garbled)
        assert bytes(line.raw) == b"garbage"


def test_a_line_to_a_closed_port_is_closed() -> None:
    with pytest.raises(Closed):
        TcpLine(guard_of(), declared(), HERE, servers.free_port(), is_ot=True)


def test_a_line_gives_its_place_back_whatever_happens() -> None:
    guard = guard_of()

    def harm(act: Callable[[TcpLine], Any]) -> None:
        with tcp_line(servers.hangs_up, guard) as (line, _), pytest.raises((Closed, Silence, Refused)):
            act(line)

    harm(lambda line: line.hear(anything))
    harm(lambda line: line.say(WRITE))
    harm(lambda line: line.ask(IDENTIFY, fixed(99)))
    harm(lambda line: line.again())
    with pytest.raises(ValueError, match="ended"):
        guard.leave(HERE)


def test_the_ledger_names_the_probe_and_the_rule() -> None:
    written = Written()
    with tcp_line(ECHO, guard_of(written=written)) as (line, _):
        line.ask(IDENTIFY, fixed(11))
    asked = [entry for entry in written.entries if entry.kind == "request"]
    assert [(entry.why, entry.what) for entry in asked] == [("asked", "read device identification")]


# --- UDP ----------------------------------------------------------------------------------------------------


@contextmanager
def udp_line(reply: bytes, **limits: int) -> Iterator[tuple[UdpLine, list[bytes]]]:
    with responder(lambda sock, sender: sock.sendto(reply, sender)) as (port, got):
        line = UdpLine(guard_of(), declared("enip", **limits), HERE, port, is_ot=False)
        yield line, got
        line.close()


def test_each_datagram_is_a_touch_and_a_question() -> None:
    with udp_line(b"I am", touches=2, questions=5) as (line, got):
        assert line.ask(WHO, anything) == b"I am"
        assert line.ask(WHO, anything) == b"I am"
        with pytest.raises(Refused, match="2 touches"):
            line.say(WHO)
        time.sleep(0.05)
    assert len(got) == 2
    with udp_line(b"I am", touches=5, questions=1) as (line, _):
        line.say(WHO)
        with pytest.raises(Refused, match="1 questions"):
            line.say(WHO)


def test_a_datagram_goes_to_its_own_port_only() -> None:
    with udp_line(b"I am") as (line, _):
        line.again()
        with pytest.raises(Refused, match="declared port"):
            line.again(9)


def test_a_datagram_that_is_shorter_than_it_says_is_garbled() -> None:
    with udp_line(b"I am") as (line, _):
        with pytest.raises(Garbled):
            line.ask(WHO, fixed(5))
        assert bytes(line.raw) == b"I am"


def test_there_is_no_tls_over_udp() -> None:
    with udp_line(b"") as (line, _), pytest.raises(Refused):
        line.secure("TLSv1.2", "TLSv1.3")
