"""All questions to one asset: session-less ones, then door by door, on the connection that opened."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from scanner.evidence import OpenPort
from scanner.model import Answer, ScanOrder, Service, Zone
from scanner.model import Asked as Key
from scanner.plugin import Closed, Garbled, Probe, Refused, Silence
from scanner.sensor import profile
from scanner.sensor.asked import IS_CONTROLLER, Asked
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.line import TcpLine, UdpLine
from scanner.sensor.wire.sweep import Knock, sweep

SILENT_DOORS = 10
"""Doors in a row that swallow our knock before we take it that a firewall guards a machine."""

SILENT_AFTER_ANSWER = 4
"""The same for a machine that answered a knock before: it may be in trouble."""

STRIKES = 2
"""Questions without an answer after which a machine is left alone for this scan."""

KNOCKING = "open ports"
"""The reason that the ledger gives for knocks, and the name under which a resumed scan knows them."""

_SHUT = {
    "closed": Answer.CLOSED, "silent": Answer.FILTERED, "unreachable": Answer.FILTERED,
    "refused": Answer.REFUSED,
}  # fmt: skip


@dataclass
class Visit:
    """One asset's questions. `say` is told what is being asked.

    `withheld` are questions that nobody allowed: where their port is open anyway, that is said. No knock
    is made for them, and of a datagram nothing is said: without an answer nobody knows that it had a place.
    """

    guard: Guard
    probes: Sequence[Probe[Any]]
    asked: Asked
    maker: str
    say: Callable[[str], None] = lambda _: None
    withheld: Sequence[Probe[Any]] = ()
    _hinted: set[str] = field(default_factory=set)

    @property
    def order(self) -> ScanOrder:
        return self.guard.order

    def likely(self) -> None:
        """First what the maker of its MAC address makes likely: one right question instead of ten wrong ones."""
        hints = profile.likely(self.probes, self.maker)
        self._hinted = {probe.id for probe in hints}
        self.datagrams(hints)
        if not self.asked.left_alone:
            self._doors(profile.doors_of(hints))

    def datagrams(self, probes: Sequence[Probe[Any]]) -> None:
        """The questions of `probes` that need no connection, each once."""
        for probe, port in profile.udp_questions(probes):
            service = Service(transport="udp", port=port)
            if probe.id in self.asked.told or self._unfit(probe) or self._skip(probe, service):
                continue
            self._on_udp(probe, port)

    def doors(self) -> None:
        """Knocks at every port that is worth it, and asks where it is open.

        Questions for offices come last, and only to what began as a machine and turned out to be none.
        """
        was_ot = self.asked.is_ot
        self._doors(profile.tcp_ports(self.probes, self.order, is_ot=was_ot))
        if was_ot and self._is_office():
            self.asked.is_ot = False
            self._doors([p for p in profile.office_ports(self.probes) if p not in self.asked.knocked])

    def _is_office(self) -> bool:
        """Whether it showed itself as an office machine, or seems one and all its plant ports are closed."""
        asked = self.asked
        if asked.left_alone or asked.controller:
            return False
        shut = {port for port, state in asked.knocked.items() if state == "closed"}
        seems = Zone(self.order.zone) is Zone.MIXED and profile.seems_office(self.maker, asked.facts)
        return not asked.is_ot or (seems and profile.plant_ports(self.probes) <= shut)

    def _doors(self, ports: Sequence[int]) -> None:
        asked, zone = self.asked, Zone(self.order.zone)
        waiting = [port for port in ports if port not in asked.knocked and not self._all_done(port)]
        if asked.left_alone:
            self._not_reached(waiting)
            return
        with closing(sweep(self.guard, asked.address, waiting, KNOCKING)) as knocks:
            for knock in knocks:
                asked.knocked[knock.port] = knock.state
                self.door(knock)
                if profile.shows_office(zone, self.maker, asked.facts, asked.controller):
                    asked.is_ot = False
                waiting.remove(knock.port)
                if asked.left_alone or knock.state == "refused":
                    break
        self._not_reached(waiting)

    def door(self, knock: Knock) -> None:
        """What one knock tells; where it opened, all questions that belong there."""
        self.say(f"TCP {knock.port}")
        if knock.connection is None:
            self._shut(knock)
            return
        self.asked.answered_tcp, self.asked.silent_doors = True, 0
        first: Any = knock.connection
        self.asked.heard(None, first.service, OpenPort(port=knock.port))
        spoken = profile.at_port(self.probes, knock.port)
        if not spoken:
            self.asked.unnamed.append(knock.port)
        with closing(first):
            for probe in spoken:
                if not self._unfit(probe) and not self._skip(probe, first.service):
                    self._on_tcp(probe, knock.port, first if first.open else None)
            for probe in profile.following(self.probes, spoken):
                if self._follows(probe, first.service):
                    self._on_tcp(probe, knock.port, None)
        self._without_consent(first.service)

    def _without_consent(self, service: Service) -> None:
        """Says which questions were due at this open port and wait for somebody's consent."""
        here = profile.at_port(self.withheld, service.port)
        for probe in self.withheld:
            due = self._follows(probe, service) if probe.follows else probe in here
            # A machine that is left alone would not have been asked with consent either.
            if due and not self.asked.left_alone and not self._unfit(probe):
                reason = profile.consent(probe, self.order)
                self.asked.missed(probe, service, Answer.NOT_ASKED, reason)

    def _shut(self, knock: Knock) -> None:
        asked = self.asked
        if knock.state == "silent":
            asked.silent_doors += 1
        else:
            asked.answered_tcp, asked.silent_doors = asked.answered_tcp or knock.state == "closed", 0
        for probe in profile.at_port(self.probes, knock.port):
            asked.missed(probe, Service(transport="tcp", port=knock.port), _SHUT[knock.state], knock.reason)
        most = SILENT_AFTER_ANSWER if asked.answered_tcp else SILENT_DOORS
        if asked.is_ot and asked.silent_doors >= most:
            asked.left_alone = "it swallows what we send (a firewall, or it is busy), so we stopped asking"

    def _on_tcp(self, probe: Probe[Any], port: int, first: Any) -> None:
        self.say(probe.title)
        asked, service = self.asked, Service(transport="tcp", port=port)
        try:
            line = TcpLine(self.guard, probe, asked.address, port, is_ot=asked.is_ot, first=first)
        except (Silence, Closed, Refused) as end:
            asked.missed(probe, service, _answer(end, service), str(end.args[0]))
            return
        with closing(line):
            self._put(probe, line)

    def _on_udp(self, probe: Probe[Any], port: int) -> None:
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
                self._struck(probe)
            return
        except Exception as error:  # noqa: BLE001 - a parser that fails has not understood; nothing else is known
            reason = f"the answer was not understood ({type(error).__name__})"
            asked.missed(probe, service, Answer.GARBLED, reason, bytes(line.raw))
            return
        asked.heard(probe, service, fact, bytes(line.raw))
        if probe.controller:
            self._is_controller()

    def _is_controller(self) -> None:
        asked = self.asked
        asked.controller = True
        if not asked.is_ot:
            asked.is_ot = True
            self.guard.treat_gently(asked.address)
        if not self.order.whole_port_list:
            asked.left_alone = IS_CONTROLLER

    def _struck(self, probe: Probe[Any]) -> None:
        """A question was not answered: on a machine that is a reason to become careful."""
        asked = self.asked
        asked.strikes += 1
        if asked.is_ot and (asked.strikes >= STRIKES or probe.controller):
            # A reason to leave it alone, no proof that it suffers: only the canary can tell that.
            asked.left_alone = f"it did not answer in time ({probe.title}), so it was left alone"

    def _unfit(self, probe: Probe[Any]) -> bool:
        # A question for offices is fit for the machine of a maker that builds just that: a printer's for a printer.
        return probe.office_only and self.asked.is_ot and probe.id not in self._hinted

    def _follows(self, probe: Probe[Any], service: Service) -> bool:
        """Whether a follow-up question is due: the first was answered, and the answer asks for it."""
        fact = self.asked.by_probe.get((probe.follows, service))
        due = fact is not None and profile.holds(probe.when, fact)
        alone = self.asked.left_alone not in ("", IS_CONTROLLER)
        return due and not alone and not self._unfit(probe) and not self._done(probe, service)

    def _skip(self, probe: Probe[Any], service: Service) -> bool:
        if self.asked.left_alone:
            self.asked.missed(probe, service, Answer.NOT_ASKED, self.asked.left_alone)
        return bool(self.asked.left_alone) or self._done(probe, service)

    def _done(self, probe: Probe[Any], service: Service) -> bool:
        return Key(asset=self.asked.address, probe=probe.id, service=service) in self.order.done

    def _all_done(self, port: int) -> bool:
        service = Service(transport="tcp", port=port)
        knocked = Key(asset=self.asked.address, probe=KNOCKING, service=service) in self.order.done
        return knocked and all(self._done(probe, service) for probe in profile.at_port(self.probes, port))

    def _not_reached(self, ports: Sequence[int]) -> None:
        why = self.asked.left_alone or self.guard.stopped or "not reached"
        for port in ports:
            for probe in profile.at_port(self.probes, port):
                self.asked.missed(probe, Service(transport="tcp", port=port), Answer.NOT_ASKED, why)


def _answer(end: Exception, service: Service) -> Answer:
    if isinstance(end, Refused):
        return Answer.REFUSED
    if isinstance(end, Closed) and service.transport == "udp":
        return Answer.CLOSED  # the asset itself said that nobody is at that port
    return Answer.GARBLED if isinstance(end, Garbled) else Answer.SILENT
