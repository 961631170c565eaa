"""One datagram out, the first one back from that asset and port."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from scanner.plugin import Closed, Refused, Silence
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.udp import Datagrams
from tests.promises.runs import wait_for
from tests.scanner.sensor.orders import Written, brisk_order, guard_of
from tests.scanner.sensor.servers import free_port
from tests.timing import BUSY_SECONDS, ends_within

HERE = "127.0.0.1"
WHO = bytes.fromhex("6300 0000 00000000 00000000 0000000000000000 00000000")
"""ListIdentity of EtherNet/IP: an allowed request."""

Behaviour = Callable[[socket.socket, tuple[str, int]], object]


@contextmanager
def responder(behave: Behaviour, address: str = HERE) -> Iterator[tuple[int, list[bytes]]]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    got: list[bytes] = []
    over = threading.Event()
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((address, 0))

        def run() -> None:
            while True:
                data, sender = sock.recvfrom(2048)
                if over.is_set():
                    return
                got.append(data)
                behave(sock, sender)

        answering = threading.Thread(target=run, daemon=True)
        answering.start()
        try:
            yield sock.getsockname()[1], got
        finally:
            # Before the number of the socket is given to the next one: else this thread may hear in its place.
            over.set()
            sock.sendto(b"", sock.getsockname())
            answering.join(3 * BUSY_SECONDS)


def speaking(port: int, guard: Guard | None = None, address: str = HERE) -> Datagrams:
    return Datagrams(guard or guard_of(), address, port, "test")


def test_a_question_gets_its_answer() -> None:
    with responder(lambda sock, sender: sock.sendto(b"I am", sender)) as (port, got):
        line = speaking(port)
        line.send(WHO, "enip")
        assert line.receive(BUSY_SECONDS) == b"I am"
        line.close()
    assert got == [WHO]


def _from_another_port(address: str) -> Behaviour:
    def behave(sock: socket.socket, sender: tuple[str, int]) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as other:
            other.bind((address, 0))
            other.sendto(b"I am", sender)

    return behave


@pytest.mark.parametrize("address", [HERE, "::1"])
def test_an_answer_from_another_port_counts_only_where_that_is_declared(address: str) -> None:
    guard = guard_of(brisk_order((address,)))
    with responder(_from_another_port(address), address) as (port, got):
        for elsewhere in (True, False):
            line = Datagrams(guard, address, port, "test", elsewhere=elsewhere)
            line.send(WHO, "enip")
            if elsewhere:
                assert line.receive(BUSY_SECONDS) == b"I am"
            else:
                with pytest.raises((Silence, Closed)):
                    line.receive(0.3)
            line.close()
    assert got == [WHO, WHO]


def test_no_other_machine_answers_in_the_place_of_the_asset() -> None:
    with responder(_from_another_port("127.0.0.2")) as (port, _):
        line = Datagrams(guard_of(), HERE, port, "test", elsewhere=True)
        line.send(WHO, "enip")
        with pytest.raises(Silence):
            line.receive(0.3)
        line.close()


def test_a_closed_port_is_closed_also_where_any_port_may_answer() -> None:
    line = Datagrams(guard_of(), HERE, free_port(socket.SOCK_DGRAM), "test", elsewhere=True)
    line.send(WHO, "enip")
    with pytest.raises(Closed):
        line.receive(BUSY_SECONDS)
    line.close()


def test_an_ipv6_question_gets_its_answer() -> None:
    with responder(lambda sock, sender: sock.sendto(b"I am", sender), "::1") as (port, _):
        line = speaking(port, guard_of(brisk_order(("::1",))), "::1")
        line.send(WHO, "enip")
        assert line.receive(BUSY_SECONDS) == b"I am"
        line.close()


def test_a_closed_port_is_closed() -> None:
    line = speaking(free_port(socket.SOCK_DGRAM))
    line.send(WHO, "enip")
    with pytest.raises(Closed):
        line.receive(BUSY_SECONDS)
    line.close()


def test_silence_is_silence_and_there_is_no_second_datagram() -> None:
    with responder(lambda *_: None) as (port, got):
        line = speaking(port)
        line.send(WHO, "enip")
        with ends_within(0.2), pytest.raises(Silence):
            line.receive(0.2)
        line.close()
    assert len(got) == 1


def test_an_answer_from_another_port_or_address_is_not_heard() -> None:
    def from_elsewhere(_: socket.socket, sender: tuple[str, int]) -> None:
        for address in (HERE, "127.0.0.2"):
            with socket.socket(type=socket.SOCK_DGRAM) as other:
                other.bind((address, 0))
                other.sendto(b"it is me, really", sender)

    with responder(from_elsewhere) as (port, _):
        line = speaking(port)
        line.send(WHO, "enip")
        with pytest.raises(Silence):
            line.receive(0.3)
        line.close()


def test_a_datagram_is_written_down_before_it_leaves() -> None:
    written = Written()
    guard = guard_of(written=written)
    guard.ledger.path = "/dev/full"
    with responder(lambda *_: None) as (port, got):
        line = speaking(port, guard)
        with pytest.raises(Refused):
            line.send(WHO, "enip")
        time.sleep(0.05)
        assert got == []
        guard.ledger.path, guard.ledger._file = "", None
        line.send(WHO, "enip")
        line.close()
    assert [entry.kind for entry in written.entries] == ["datagram"]


@pytest.mark.parametrize("address", ["8.8.8.8", "127.0.0.255", "10.0.0.1", "224.0.0.1"])
def test_an_address_out_of_scope_gets_no_socket(address: str) -> None:
    with pytest.raises(Refused):
        speaking(44818, address=address)


def test_a_request_that_is_not_read_only_does_not_leave() -> None:
    with responder(lambda *_: None) as (port, got):
        line = speaking(port)
        with pytest.raises(Refused, match="read-only"):
            line.send(b"\x65" + WHO[1:], "enip")
        line.close()
    assert got == []


def test_a_question_may_come_from_a_port_of_its_own() -> None:
    heard: list[int] = []
    mine = free_port(socket.SOCK_DGRAM)
    with responder(lambda _, sender: heard.append(sender[1])) as (port, _):
        line = Datagrams(guard_of(), HERE, port, "test", source_port=mine)
        line.send(WHO, "enip")
        assert wait_for(lambda: bool(heard), 3 * BUSY_SECONDS)
        line.close()
    assert heard == [mine]


def test_the_largest_datagram_is_read_whole() -> None:
    with responder(lambda sock, sender: sock.sendto(b"x" * 65_507, sender)) as (port, _):
        line = speaking(port)
        line.send(WHO, "enip")
        assert len(line.receive(BUSY_SECONDS)) == 65_507
        line.close()
