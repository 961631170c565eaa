"""A probe's line: one asset, one port, and no more touches and questions than it declared."""

from dataclasses import dataclass
from ipaddress import IPv4Interface
from typing import Any

from scanner.model import Service
from scanner.plugin import Framing, Garbled, Probe, Refused, TlsHandshake, Udp
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.wire.link import own_interface
from scanner.sensor.wire.sweep import connect
from scanner.sensor.wire.tcp import Connection
from scanner.sensor.wire.tls import VERSIONS, TlsSession
from scanner.sensor.wire.udp import Datagrams

QUESTION_FRAMES = 2
"""A request and the acknowledgement of its answer."""


@dataclass
class _Allowance:
    """What is left of what the probe declared."""

    probe: Probe[Any]
    touches: int
    questions: int

    @classmethod
    def of(cls, probe: Probe[Any]) -> "_Allowance":
        return cls(probe, probe.touches, probe.questions)

    def touch(self) -> None:
        if self.touches < 1:
            raise Refused(f"{self.probe.id} declared {self.probe.touches} touches and wants more")
        self.touches -= 1

    def question(self) -> None:
        if self.questions < 1:
            raise Refused(f"{self.probe.id} declared {self.probe.questions} questions and wants more")
        self.questions -= 1


class TcpLine:
    """A line over TCP. `first` is the connection of the knock that found the port open, if there is one."""

    def __init__(
        self, guard: Guard, probe: Probe[Any], address: str, port: int, *, is_ot: bool,
        first: Connection | None = None,
    ) -> None:  # fmt: skip
        self._guard, self._probe, self._address, self._port = guard, probe, address, port
        self._is_ot = is_ot
        self._allowance = _Allowance.of(probe)
        self._tls: TlsSession | None = None
        self._allowance.touch()
        self._connection = first or connect(guard, address, port, probe.id)
        self._connection.why = probe.id
        self.raw = bytearray()

    @property
    def address(self) -> str:
        return self._address

    @property
    def service(self) -> Service:
        return Service(transport="tcp", port=self._port)

    @property
    def zone_is_ot(self) -> bool:
        return self._is_ot

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        self.say(request, protocol=protocol)
        return self.hear(until)

    def hear(self, until: Framing) -> bytes:
        channel = self._tls or self._connection
        try:
            message = channel.read(until, self._guard.pace.answer_seconds)
        except Garbled:
            self._keep(bytes(channel.buffer))
            raise
        self._keep(message)
        return message

    def say(self, farewell: bytes, *, protocol: str = "") -> None:
        self._allowance.question()
        ask = Ask(
            address=self._address, kind="request", what="", why=self._probe.id, frames=QUESTION_FRAMES,
            service=self.service, protocol=protocol or self._probe.protocol, payload=farewell,
        )  # fmt: skip
        (self._tls or self._connection).send(farewell, ask)

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        if lowest not in VERSIONS or highest not in VERSIONS or self._tls:
            raise Refused(f"no TLS handshake from {lowest} to {highest} on this line")
        session = TlsSession.over(self._connection, lowest, highest)
        seen = session.handshake(self._guard.pace.answer_seconds)
        if seen.refusal:
            self._connection.close()
        else:
            self._tls = session
        self._keep(seen.certificate)
        return seen

    def again(self, port: int = 0) -> None:
        self._allowance.touch()
        self.close()
        self._port = port or self._port
        self._connection = connect(self._guard, self._address, self._port, self._probe.id)

    def close(self) -> None:
        """The protocol's end of TLS where there is one, then FIN."""
        if self._tls and self._connection.open:
            self._say_goodbye(self._tls)
        self._tls = None
        self._connection.close()

    def _say_goodbye(self, session: TlsSession) -> None:
        try:
            session.farewell()
        except Exception:  # noqa: BLE001 - whatever is wrong with a farewell, FIN still follows
            return

    def _keep(self, message: bytes) -> None:
        self.raw += message[: max(0, 4096 - len(self.raw))]


class UdpLine:
    """A line over UDP: each question is one datagram, its answer the next one from that asset and port."""

    def __init__(
        self, guard: Guard, probe: Probe[Any], address: str, port: int, *, is_ot: bool, source_port: int = 0
    ) -> None:
        self._guard, self._probe, self._is_ot = guard, probe, is_ot
        self._allowance = _Allowance.of(probe)
        elsewhere = any(isinstance(one, Udp) and one.port == port and one.elsewhere for one in probe.ports)
        self._datagrams = Datagrams(guard, address, port, probe.id, source_port, elsewhere)
        self.raw = bytearray()

    @property
    def address(self) -> str:
        return self._datagrams.address

    @property
    def own(self) -> IPv4Interface:
        """The sensor's own address and network towards the asset, for protocols that answer to it by name."""
        return own_interface(self.address)

    @property
    def service(self) -> Service:
        return self._datagrams.service

    @property
    def zone_is_ot(self) -> bool:
        return self._is_ot

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        self.say(request, protocol=protocol)
        return self.hear(until)

    def hear(self, until: Framing) -> bytes:
        datagram = self._datagrams.receive(self._guard.pace.answer_seconds)
        self.raw += datagram[: max(0, 4096 - len(self.raw))]
        length = until(datagram)
        if length is None or length > len(datagram):
            raise Garbled("the datagram is shorter than it says")
        return datagram[:length]

    def say(self, farewell: bytes, *, protocol: str = "") -> None:
        self._allowance.touch()
        self._allowance.question()
        self._datagrams.send(farewell, protocol or self._probe.protocol)

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        raise Refused("no TLS over UDP")

    def again(self, port: int = 0) -> None:
        """Nothing to reopen: a datagram is a touch of its own."""
        if port:
            raise Refused("a datagram goes to the declared port only")

    def close(self) -> None:
        self._datagrams.close()
