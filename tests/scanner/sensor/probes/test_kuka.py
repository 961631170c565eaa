"""The probes of a KUKA robot's bridge against the answers that both programs' sources describe, and rubbish."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence.machines import KukaRobot
from scanner.plugin import Garbled, Probe, Refused, Udp
from scanner.sensor.guard.readonly import allowed_request
from scanner.sensor.probes.kuka import MOST_TEXT, REQUEST, kuka_bridge, kuka_varproxy, read_answer
from scanner.sensor.wire.line import UdpLine
from tests.lab import shopfloor
from tests.lab.servers import kuka as bridge
from tests.scanner.sensor.orders import guard_of
from tests.scanner.sensor.probes.field_replies import DatagramLine

BOTH = pytest.mark.parametrize("probe", [kuka_bridge, kuka_varproxy], ids=lambda probe: probe.id)


@BOTH
def test_a_bridge_tells_model_and_serial_number_in_one_question(probe: Probe[Any]) -> None:
    line = DatagramLine("kuka", [lambda sent: bridge.answer(sent, **shopfloor.KUKA)])
    assert probe(line) == KukaRobot(product=shopfloor.KUKA["model"], serial=shopfloor.KUKA["serial"])
    assert line.allowed == ["where are you"]


@BOTH
def test_nobody_is_asked_without_consent_and_never_the_port_of_the_variables(probe: Probe[Any]) -> None:
    assert probe.opt_in
    assert all(isinstance(port, Udp) for port in probe.ports)


def test_the_older_bridge_answers_to_port_7000_from_another_port() -> None:
    assert kuka_varproxy.ports == (Udp(6999, source=7000, elsewhere=True),)


def test_that_answer_is_heard_and_nobody_elses() -> None:
    with _older_bridge("127.0.0.9") as (asked, stranger):
        line = UdpLine(guard_of(), kuka_varproxy, "127.0.0.9", 6999, is_ot=True, source_port=7000)
        with closing(line):
            stranger(b"KUKA|another|1")
            assert kuka_varproxy(line) == KukaRobot(product="KR 16", serial="7")
    assert asked == [REQUEST]


@contextmanager
def _older_bridge(address: str) -> Iterator[tuple[list[bytes], Callable[[bytes], None]]]:
    """KukavarProxy's way: it hears at UDP 6999 and answers to port 7000 from another port. And somebody else."""
    asked: list[bytes] = []
    with _socket(address, 6999) as hears, _socket(address, 0) as says, _socket("127.0.0.10", 0) as other:

        def serve() -> None:
            message, (sender, _) = hears.recvfrom(64)
            asked.append(message)
            says.sendto(b"KUKA|KR 16|7", (sender, 7000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield asked, lambda message: _told(other, message)
        thread.join(3)


def _told(other: socket.socket, message: bytes) -> None:
    other.sendto(message, ("127.0.0.1", 7000))


def _socket(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((address, port))
    return made


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (b"KUKA||", KukaRobot()),
        (b"KUKA|KR6R900 SIXX C4SR FLR|865413", KukaRobot(product="KR6R900 SIXX C4SR FLR", serial="865413")),
        (b'KUKA|"KR 16" |7\0\0', KukaRobot(product="KR 16", serial="7")),
        (b"KUKA|\x1b[2J|\x07", KukaRobot(product="[2J", serial="")),
        (b"KUKA|" + b"A" * 200 + b"|1", KukaRobot(product="A" * 63 + "…", serial="1")),
    ],
)
def test_what_is_told_is_kept_short_and_plain(reply: bytes, told: KukaRobot) -> None:
    assert read_answer(reply) == told


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"KUKA",
        b"KUKA|",
        b"KUKA|a",
        b"KUKA|a|b|c",
        b"kuka|a|b",
        b"ABB|a|b",
        REQUEST,
        b"KUKA|" + b"x" * 400 + b"|",
    ],
)
def test_anything_else_is_garbled(reply: bytes) -> None:
    with pytest.raises(Garbled, match="none of a KUKA robot"):
        read_answer(reply)


@given(reply=st.binary(max_size=400) | st.binary(max_size=300).map(lambda rest: b"KUKA|" + rest))
def test_whatever_comes_ends_in_a_short_answer_or_is_garbled(reply: bytes) -> None:
    with suppress(Garbled):
        told = read_answer(reply)
        assert reply.startswith(b"KUKA|")
        assert max(len(told.product), len(told.serial)) <= MOST_TEXT


@pytest.mark.parametrize(
    "other", [b"WHEREAREYOU", b"WHEREAREYOU?\0", b"@PROXY_TYPE", b"\0\1\0\x0b\0\0\x08$OV_PRO\0"]
)
def test_the_guard_lets_nothing_else_out(other: bytes) -> None:
    assert allowed_request("kuka", REQUEST)
    with pytest.raises(Refused):
        allowed_request("kuka", other)
