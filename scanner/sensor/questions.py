"""One question to one asset: puts it, and writes down what came of it."""

from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from typing import Any

from scanner.model import Answer, Service
from scanner.plugin import Closed, Garbled, Probe, Refused, Silence
from scanner.sensor import profile
from scanner.sensor.asked import Asked
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.line import TcpLine, UdpLine


@dataclass
class Questions:
    """Puts questions to the asset of `asked`. `say` is told what is being asked."""

    guard: Guard
    asked: Asked
    say: Callable[[str], None]

    def on_tcp(self, probe: Probe[Any], port: int, first: Any, *, keep: bool = False) -> None:
        """Asks over TCP. `first`: the connection of the knock; None: a new one is made.

        `keep` leaves the connection open for another question.
        """
        self.say(probe.title)
        asked, service = self.asked, Service(transport="tcp", port=port)
        try:
            line = TcpLine(self.guard, probe, asked.address, port, is_ot=asked.is_ot, first=first)
        except (Silence, Closed, Refused) as end:
            asked.missed(probe, service, _answer(end, service), str(end.args[0]))
            return
        with nullcontext() if keep else closing(line):
            self._put(probe, line)

    def on_udp(self, probe: Probe[Any], port: int) -> None:
        """Asks in datagrams."""
        self.say(probe.title)
        asked, source = self.asked, profile.source_port(probe, port)
        try:
            line = UdpLine(self.guard, probe, asked.address, port, is_ot=asked.is_ot, source_port=source)
        except Refused as refusal:
            asked.missed(probe, Service(transport="udp", port=port), Answer.REFUSED, str(refusal))
            return
        with closing(line):
            self._put(probe, line)

    def _put(self, probe: Probe[Any], line: TcpLine | UdpLine) -> None:
        asked, service = self.asked, line.service
        try:
            fact = probe(line)
            if not isinstance(fact, probe.gives):
                raise Garbled("the probe gave something else than it declares")
        except (Silence, Closed, Refused, Garbled) as end:
            reason = str(end.args[0]) if end.args else type(end).__name__
            asked.missed(probe, service, _answer(end, service), reason, bytes(line.raw))
            if isinstance(end, Silence) and service.transport == "tcp":
                asked.struck(probe)
            return
        except Exception as error:  # noqa: BLE001 - a parser that fails has not understood; nothing else is known
            reason = f"the answer was not understood ({type(error).__name__})"
            asked.missed(probe, service, Answer.GARBLED, reason, bytes(line.raw))
            return
        asked.heard(probe, service, fact, bytes(line.raw))
        if probe.controller:
            self.is_controller()

    def is_controller(self) -> None:
        """It is treated as a machine from now on, and left alone unless the order wants all its ports."""
        if not self.asked.is_ot:
            self.guard.treat_gently(self.asked.address)
        self.asked.is_controller(ask_on=self.guard.order.whole_port_list)


def _answer(end: Exception, service: Service) -> Answer:
    if isinstance(end, Refused):
        return Answer.REFUSED
    if isinstance(end, Closed) and service.transport == "udp":
        return Answer.CLOSED  # the asset itself said that nobody is at that port
    return Answer.GARBLED if isinstance(end, Garbled) else Answer.SILENT
