"""One handshake shows version, cipher and certificate; whatever speaks there, it ends."""

import socket
import ssl
import threading
import time
from contextlib import suppress

import pytest

from scanner.framing import anything, line_end
from scanner.model import Service
from scanner.plugin import Closed, Garbled, Refused, Silence, TlsHandshake
from scanner.sensor.guard.guard import Ask
from scanner.sensor.wire.sweep import connect
from scanner.sensor.wire.tcp import Connection
from scanner.sensor.wire.tls import TlsSession
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import BRISK, Written, guard_of
from tests.scanner.sensor.wire.secure import pair, secured
from tests.timing import BUSY_SECONDS, ends_within

HERE = "127.0.0.1"
IDENTIFY = bytes.fromhex("0001 0000 0005 FF 2B 0E 01 00")


def opened(server: servers.Server, written: Written | None = None) -> Connection:
    return connect(guard_of(written=written), HERE, server.port, "test")


def handshake(
    server: servers.Server,
    lowest: str = "TLSv1.0",
    highest: str = "TLSv1.3",
    seconds: float = BUSY_SECONDS,
) -> TlsHandshake:
    connection = opened(server)
    try:
        return TlsSession.over(connection, lowest, highest).handshake(seconds)
    finally:
        connection.close()


def ask(server: servers.Server, payload: bytes = IDENTIFY) -> Ask:
    return Ask(address=HERE, kind="request", what="", why="test", frames=2, protocol="modbus", payload=payload,
               service=Service(transport="tcp", port=server.port))  # fmt: skip


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
def test_a_handshake_shows_version_cipher_and_certificate(version: str) -> None:
    with servers.serving(secured(version, version, servers.silent)) as server:
        seen = handshake(server)
    assert (seen.version, seen.certificate, seen.refusal) == (version, pair()[0], "")
    assert seen.cipher


@pytest.mark.parametrize(
    ("offered", "spoken"), [("TLSv1.0", "TLSv1.2"), ("TLSv1.2", "TLSv1.3"), ("TLSv1.3", "TLSv1.2")]
)
def test_a_version_that_is_not_spoken_is_a_refusal_and_not_an_error(offered: str, spoken: str) -> None:
    with servers.serving(secured(spoken, spoken, servers.silent)) as server:
        seen = handshake(server, offered, offered)
    assert seen.refusal
    assert (seen.version, seen.certificate) == ("", b"")


@pytest.mark.parametrize(
    "behave",
    [servers.saying(b"220 mail ESMTP\r\n"), servers.saying(b"\x15\x03\x01\x00\x02\x02\x28"), servers.hangs_up,
     servers.flooding(), servers.answering(lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n")],
    ids=["mail", "an alert", "closes", "floods", "web"],
)  # fmt: skip
def test_what_speaks_no_tls_is_a_refusal_in_bounded_time(behave: servers.Behaviour) -> None:
    with servers.serving(behave) as server, ends_within(BRISK.answer_seconds):
        assert handshake(server).refusal
    assert server.accepted == 1


@pytest.mark.parametrize(
    "behave",
    [servers.flooding(b"\x16\x03\x03\x40\x00" + b"\0" * 0x4000), servers.flooding(b"\x16\x03\x03\x00\x00" * 800),
     servers.saying(b"\x16\x03\x03\x00\x00"), servers.saying(b"\x16\x03\x03\xff\xff")],
    ids=["hello requests", "empty records", "length 0", "length 65535"],
)  # fmt: skip
def test_records_that_lead_nowhere_end_in_bounded_time(behave: servers.Behaviour) -> None:
    with servers.serving(behave) as server, ends_within(BRISK.answer_seconds), suppress(Silence, Garbled):
        assert handshake(server, seconds=BRISK.answer_seconds).refusal
    assert server.accepted == 1


def test_whoever_resets_in_the_handshake_has_refused() -> None:
    def resets(peer: socket.socket) -> None:
        peer.recv(10)
        peer.sendall(b"garbage, no TLS at all")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        peer.close()

    for _ in range(5):
        with servers.serving(resets) as server:
            assert handshake(server).refusal


def test_whoever_is_gone_when_the_alert_leaves_has_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.serving(servers.saying(b"220 mail ESMTP\r\n")) as server:
        connection = opened(server)
        session = TlsSession.over(connection, "TLSv1.2", "TLSv1.3")

        def gone(what: str) -> None:
            session.outgoing.read()
            if what == "TLS alert":
                raise Closed("closed while it was asked")

        monkeypatch.setattr(session, "_flush", gone)
        assert session.handshake(BUSY_SECONDS).refusal
        connection.close()


@pytest.mark.parametrize("behave", [servers.silent, servers.dripping(b"\x16\x03\x03\x40\x00" + b"\0" * 200)])
def test_silence_in_the_handshake_is_silence(behave: servers.Behaviour) -> None:
    with servers.serving(behave) as server, ends_within(BRISK.answer_seconds), pytest.raises(Silence):
        handshake(server, seconds=BRISK.answer_seconds)


def test_each_message_of_a_handshake_is_written_down_before() -> None:
    written = Written()
    with servers.serving(secured("TLSv1.3", "TLSv1.3", servers.silent)) as server:
        connection = opened(server, written)
        TlsSession.over(connection, "TLSv1.3", "TLSv1.3").handshake(BUSY_SECONDS)
        connection.close()
    assert [entry.kind for entry in written.entries] == ["connect", "farewell", "handshake", "handshake"]


def test_after_an_emergency_stop_no_handshake_leaves() -> None:
    with servers.serving(servers.silent) as server:
        connection = opened(server)
        connection.guard.stop("enough")
        with pytest.raises(Refused):
            TlsSession.over(connection, "TLSv1.2", "TLSv1.3").handshake(BUSY_SECONDS)
        connection.close()
        server.wait_for_ends()
    assert server.got == []


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_questions_go_through_tls_and_surplus_bytes_wait(version: str) -> None:
    with servers.serving(
        secured(version, version, servers.answering(lambda got: got + b"\ntwo\n"))
    ) as server:
        connection = opened(server)
        session = TlsSession.over(connection, version, version)
        session.handshake(BUSY_SECONDS)
        session.send(IDENTIFY, ask(server))
        assert session.read(line_end(), BUSY_SECONDS) == IDENTIFY + b"\n"
        assert session.read(line_end(), BUSY_SECONDS) == b"two\n"
        connection.close()


def test_a_request_that_is_not_read_only_does_not_leave_through_tls_either() -> None:
    heard: list[bytes] = []

    def listening(peer: socket.socket) -> None:
        heard.append(peer.recv(100))

    write = bytes.fromhex("0001 0000 0006 FF 05 0000 FF00")
    with servers.serving(secured("TLSv1.2", "TLSv1.2", listening)) as server:
        connection = opened(server)
        session = TlsSession.over(connection, "TLSv1.2", "TLSv1.2")
        session.handshake(BUSY_SECONDS)
        with pytest.raises(Refused, match="read-only"):
            session.send(write, ask(server, write))
        connection.close()
        time.sleep(0.1)
    assert [each for each in heard if each] == []


def test_tls_is_ended_with_close_notify_and_then_fin() -> None:
    ends: list[object] = []
    done = threading.Event()

    def listening(peer: socket.socket) -> None:
        try:
            ends.append(peer.recv(10))  # b"" only for close_notify: ragged ends raise here
        except ssl.SSLError as error:
            ends.append(error)
        done.set()

    with servers.serving(secured("TLSv1.2", "TLSv1.3", listening)) as server:
        connection = opened(server)
        session = TlsSession.over(connection, "TLSv1.2", "TLSv1.3")
        session.handshake(BUSY_SECONDS)
        session.farewell()
        connection.close()
        assert done.wait(20)
        assert server.wait_for_ends() == ["FIN"]
    assert ends == [b""]


@pytest.mark.parametrize(
    ("behave", "error"),
    [(servers.hangs_up, Closed), (lambda _: time.sleep(2 * BUSY_SECONDS), Silence),
     (servers.dripping(b"x" * 300), Silence), (servers.flooding(b"no end" * 100), Garbled)],
    ids=["closes", "silent", "drips", "floods"],
)  # fmt: skip
def test_a_hostile_server_inside_tls_costs_bounded_time(
    behave: servers.Behaviour, error: type[Exception]
) -> None:
    with servers.serving(secured("TLSv1.2", "TLSv1.3", behave)) as server:
        connection = opened(server)
        session = TlsSession.over(connection, "TLSv1.2", "TLSv1.3")
        session.handshake(BUSY_SECONDS)
        with ends_within(0.4):
            with pytest.raises(error):
                session.read(line_end(10**9), 0.4 if error is Silence else BUSY_SECONDS)
            connection.close()


def test_anything_that_came_in_a_record_is_read_at_once() -> None:
    with servers.serving(secured("TLSv1.3", "TLSv1.3", servers.saying(b"x" * 9000))) as server:
        connection = opened(server)
        session = TlsSession.over(connection, "TLSv1.3", "TLSv1.3")
        session.handshake(BUSY_SECONDS)
        assert session.read(anything, BUSY_SECONDS).startswith(b"xxx")
        connection.close()
