"""A line with an enemy at its other end: it says the bytes it was given, and holds the probe to what it declared."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Interface
from typing import Any

from scanner.model import Fact, Service
from scanner.plugin import Closed, Framing, Garbled, Probe, Refused, Silence, Tcp, TlsHandshake
from scanner.sensor.guard.readonly import allowed_request
from tests.timing import assert_quick

OUTCOMES = (Silence, Closed, Garbled, Refused)
MOST_BYTES = 262_144  # what a real line reads from one connection at most
MOST_SECONDS = 1.0
MOST_TOLD = 65_536  # characters of a fact as JSON
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
OWN = IPv4Interface("192.0.2.1/24")
VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")


class Overstepped(AssertionError):  # noqa: N818 - what happened
    """The probe did more than it declared, or said what its table refuses, because of what it was told."""


@dataclass
class HostileLine:
    """`pieces`: over TCP what one read brings, over UDP one datagram; an empty one: the other side hangs up."""

    probe: Probe[Any]
    service: Service
    pieces: list[bytes]
    zone_is_ot: bool = True
    silent: bool = False  # at the end of the pieces: silence; else the connection is closed
    address: str = "192.0.2.7"
    own: IPv4Interface = OWN
    messages: int = 0
    touches: int = 0
    buffer: bytearray = field(default_factory=bytearray)
    received: int = 0
    open: bool = True

    def __post_init__(self) -> None:
        self.touches = 1 if self.service.transport == "tcp" else 0

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        self.say(request, protocol=protocol)
        return self.hear(until)

    def say(self, farewell: bytes, *, protocol: str = "") -> None:
        self.messages += 1
        self.touches += self.service.transport == "udp"
        self._count()
        try:
            allowed_request(protocol or self.probe.protocol, farewell)
        except Refused as refused:
            raise Overstepped(f"{self.probe.id} was made to say something else: {refused}") from refused
        if not self.open:
            raise Closed("the connection is closed", b"")

    def hear(self, until: Framing) -> bytes:
        if self.service.transport == "udp":
            return self._datagram(until)
        while True:
            length = until(bytes(self.buffer)) if self.buffer else None
            if length is not None and length <= len(self.buffer):
                taken = bytes(self.buffer[:length])
                del self.buffer[:length]
                return taken
            self._receive()

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        """The next piece: an even first byte means success with the rest as certificate, an odd one a refusal."""
        piece = self.pieces.pop(0) if self.pieces else b""
        if not piece or piece[0] & 1:
            self.open = False
            return TlsHandshake(refusal="TLSV1_ALERT_PROTOCOL_VERSION" if piece else "closed: nothing")
        return TlsHandshake(VERSIONS[piece[0] // 2 % len(VERSIONS)], "ECDHE-RSA-AES128-SHA", piece[1:])

    def again(self, port: int = 0) -> None:
        self.touches += 1
        self._count()
        self.buffer.clear()
        self.received, self.open = 0, True

    def _count(self) -> None:
        if self.messages > self.probe.questions or self.touches > self.probe.touches:
            raise Overstepped(
                f"{self.probe.id} declared {self.probe.questions} questions and {self.probe.touches} touches, "
                f"and took {self.messages} and {self.touches}"
            )

    def _receive(self) -> None:
        if self.received >= MOST_BYTES:
            raise Garbled(f"sends without end (more than {MOST_BYTES} bytes)")
        if not self.pieces and self.silent and self.open:
            raise Silence("no answer in time", bytes(self.buffer))
        piece = self.pieces.pop(0) if self.pieces and self.open else b""
        if not piece:
            self.open = False
            raise Closed("closed by the other side", bytes(self.buffer))
        self.received += len(piece)
        self.buffer += piece

    def _datagram(self, until: Framing) -> bytes:
        if not self.pieces:
            raise Silence("no answer in time") if self.silent else Closed("the port is closed")
        datagram = self.pieces.pop(0)
        length = until(datagram)
        if length is None or length > len(datagram):
            raise Garbled("the datagram is shorter than it says")
        return datagram[:length]


def examine(probe: Probe[Any], pieces: list[bytes], flags: int = 0) -> Fact | None:
    """The fact; None for a plain outcome. Anything else that a probe could do fails.

    `flags`: bit 0 the zone, bit 1 how it ends, the rest which of the probe's ports.
    """
    ends: list[Fact | None] = []
    assert_quick(lambda: ends.append(_outcome(probe, pieces, flags)), MOST_SECONDS, probe.id)
    fact = ends[-1]
    if fact is None:
        return None
    assert isinstance(fact, probe.gives), f"{probe.id} gave a {type(fact).__name__}"
    told = fact.model_dump_json()
    assert len(told) <= MOST_TOLD, f"{probe.id} tells {len(told)} characters"
    bounded_texts(fact.model_dump())
    return fact


def _outcome(probe: Probe[Any], pieces: list[bytes], flags: int) -> Fact | None:
    line = HostileLine(probe, service_of(probe, flags >> 2), list(pieces), bool(flags & 1), bool(flags & 2))
    try:
        fact: Fact = probe(line)
    except OUTCOMES as ended:
        _says_why(probe, ended)
        return None
    return fact


def _says_why(probe: Probe[Any], ended: Exception) -> None:
    assert ended.args, f"{probe.id} ends without a reason"
    assert isinstance(ended.args[0], str), f"{probe.id} ends without a reason"


def bounded_texts(value: object) -> None:
    """No text holds a control character: it would reach a terminal, a page or a log."""
    if isinstance(value, str):
        assert not CONTROL.search(value), f"a control character in {value!r}"
    elif isinstance(value, dict):
        for inner in (*value.keys(), *value.values()):
            bounded_texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            bounded_texts(inner)


def service_of(probe: Probe[Any], choice: int = 0) -> Service:
    """The `choice`-th of the probe's ports."""
    ports = probe.ports or (Tcp(80),)  # a probe that follows another one has the other's port
    port = ports[choice % len(ports)]
    return Service(transport="tcp" if isinstance(port, Tcp) else "udp", port=port.port)
