"""All questions to one asset: session-less ones, then door by door, on the connection that opened."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from scanner.evidence import OpenPort
from scanner.model import Answer, Fact, Known, ScanOrder, Service, Zone
from scanner.plugin import Probe
from scanner.sensor import profile
from scanner.sensor.asked import IS_CONTROLLER, Asked
from scanner.sensor.guard.guard import Guard
from scanner.sensor.memory import Memory
from scanner.sensor.questions import Questions
from scanner.sensor.wire.sweep import Knock, sweep

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
    is made for them, and of a datagram nothing is said before an answer: nobody knows that it had a place.
    `heard` is what the asset said to everybody.
    """

    guard: Guard
    probes: Sequence[Probe[Any]]
    asked: Asked
    maker: str
    say: Callable[[str], None] = lambda _: None
    withheld: Sequence[Probe[Any]] = ()
    heard: Sequence[Fact] = ()
    _hinted: set[str] = field(default_factory=set)
    _was_machine: bool = False  # it began as a machine and has shown itself as none, before we began

    def __post_init__(self) -> None:
        self.ask = Questions(self.guard, self.asked, self.say)
        self.memory = Memory.of(self.order, self.asked.address, self.asked.mac)
        self.memory.relive(self.asked, self.probes, ask_on=self.order.whole_port_list)
        machine = self.asked.is_ot
        self._look_for_office()
        self._was_machine = machine and not self.asked.is_ot

    @property
    def gentle(self) -> bool:
        """Whether it gets the pace of a machine. What began as one keeps it to the end."""
        return self.asked.is_ot or self._was_machine

    @property
    def order(self) -> ScanOrder:
        return self.guard.order

    def likely(self) -> None:
        """First what it said itself and what the maker of its MAC address makes likely.

        One right question instead of ten wrong ones. A field device that was heard is then left in peace.
        """
        answered = {one for known in self.order.known if self._is_this(known) for one in known.answered}
        hints = [
            *profile.announced(self.probes, self.heard),
            *profile.likely(self.probes, self.maker),
            *(one for one in self.probes if one.id in answered),
        ]
        self._hinted = {probe.id for probe in hints}
        self.datagrams(hints)
        if not self.asked.left_alone:
            self._doors(profile.doors_of(hints))
        heard = any(map(profile.is_field_device, self.heard)) and self.order.probes is None
        if heard and not self.asked.left_alone:  # an order that names its questions wants them put
            self.ask.is_controller()

    def _is_this(self, known: Known) -> bool:
        """Whether it is that very asset: an address may have a new owner, so the card must be the same."""
        same = (known.address, known.mac.lower()) == (self.asked.address, self.asked.mac.lower())
        return same and bool(known.mac)

    def datagrams(self, probes: Sequence[Probe[Any]]) -> None:
        """The questions of `probes` that need no connection, each once, and behind each what follows it."""
        for probe, port in profile.udp_questions(one for one in probes if not one.follows):
            service = Service(transport="udp", port=port)
            if not (self._unfit(probe) or probe.id in self.asked.told or self._skip(probe, service)):
                self.ask.on_udp(probe, port)
                self._consent_behind(probe, service)
            fresh = [one for one in profile.following(self.probes, [probe]) if one.id not in self.asked.told]
            for one in fresh:
                if self._follows(one, service) and not self._stood_in(one, service):
                    self.ask.on_udp(one, port)

    def _consent_behind(self, first: Probe[Any], service: Service) -> None:
        for probe in profile.behind(self.withheld, first, service.port):
            fits = not (probe.follows or self.asked.left_alone or self._unfit(probe))
            if self._follows(probe, service) or (fits and (first.id, service) in self.asked.by_probe):
                self.asked.missed(probe, service, Answer.NOT_ASKED, profile.consent(probe, self.order))

    def doors(self) -> None:
        """Knocks at every port that is worth it, and asks where it is open.

        Questions for offices come last, and only to what began as a machine and turned out to be none.
        """
        was_ot = self.gentle
        self._left_over()
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
        asked = self.asked
        waiting = [port for port in ports if port not in asked.knocked and not self._all_done(port)]
        waiting = [port for port in waiting if not self._door_of_then(port)]
        if asked.left_alone:
            self._not_reached(waiting)
            return
        with closing(sweep(self.guard, asked.address, waiting, KNOCKING)) as knocks:
            for knock in knocks:
                asked.knocked[knock.port] = knock.state
                self.door(knock)
                self._look_for_office()
                waiting.remove(knock.port)
                if asked.left_alone or knock.state == "refused":
                    break
        self._not_reached(waiting)

    def _look_for_office(self) -> None:
        asked = self.asked
        if profile.shows_office(Zone(self.order.zone), self.maker, asked.facts, asked.controller):
            asked.is_ot = False

    def _left_over(self) -> None:
        """Follow-up questions that a scan was cut short before, at doors whose other questions are done."""
        for port in sorted(self.memory.open & self.asked.knocked.keys()):
            self._ask_on(port)

    def _door_of_then(self, port: int) -> bool:
        """Whether all that would be asked there was asked too lately: then nobody knocks, and then is what counts."""
        service = Service(transport="tcp", port=port)
        here = [one for one in profile.at_port(self.probes, port) if not self._done(one, service)]
        if not here or not all(self.memory.too_lately(one.id, service) for one in here):
            return False
        self.memory.door_of_then(self.asked, service)
        for probe in here:
            self._stood_in(probe, service)
        return True

    def _stood_in(self, probe: Probe[Any], service: Service) -> bool:
        known = self.memory.too_lately(probe.id, service)
        if known is None:
            return False
        self.memory.stand_in(self.asked, probe, service, known)
        if known.evidence and known.evidence.fact and probe.controller:
            self.ask.is_controller()
        self._look_for_office()
        return True

    def door(self, knock: Knock) -> None:
        """What one knock tells; where it opened, all questions that belong there."""
        self.say(f"TCP {knock.port}")
        if knock.connection is None:
            self._shut(knock)
            return
        self.asked.opened()
        first: Any = knock.connection
        self.asked.heard(None, first.service, OpenPort(port=knock.port))
        spoken = profile.at_port(self.probes, knock.port)
        if not spoken:
            self.asked.unnamed.append(knock.port)
        with closing(first):
            for probe in spoken:
                if not self._unfit(probe) and not self._skip(probe, first.service):
                    keep = probe is spoken[-1] and self._goes_on(probe)
                    self.ask.on_tcp(probe, knock.port, first if first.open else None, keep=keep)
            self._ask_on(knock.port, first)
        self._without_consent(first.service)

    def _goes_on(self, probe: Probe[Any]) -> bool:
        return any(one.same_connection for one in profile.following(self.probes, [probe]))

    def _ask_on(self, port: int, first: Any = None) -> None:
        """The follow-up questions of what was heard at an open door, on that connection where it still serves."""
        service = Service(transport="tcp", port=port)
        for probe in profile.following(self.probes, profile.at_port(self.probes, port)):
            if self._follows(probe, service) and not self._stood_in(probe, service):
                if first and not (probe.same_connection and first.awaits):
                    first.close()  # before another one is opened: machines have one connection to give
                self.ask.on_tcp(probe, port, first if first and first.open else None)

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
        for probe in profile.at_port(self.probes, knock.port):
            asked.missed(probe, Service(transport="tcp", port=knock.port), _SHUT[knock.state], knock.reason)
        asked.stayed_shut(knock.state)

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
        return bool(self.asked.left_alone) or self._done(probe, service) or self._stood_in(probe, service)

    def _done(self, probe: Probe[Any], service: Service) -> bool:
        return self.memory.is_done(probe.id, service)

    def _all_done(self, port: int) -> bool:
        service = Service(transport="tcp", port=port)
        knocked = self.memory.is_done(KNOCKING, service)
        return knocked and all(self._done(probe, service) for probe in profile.at_port(self.probes, port))

    def _not_reached(self, ports: Sequence[int]) -> None:
        why = self.asked.left_alone or self.guard.why_stopped or "not reached"
        for port in ports:
            for probe in profile.at_port(self.probes, port):
                self.asked.missed(probe, Service(transport="tcp", port=port), Answer.NOT_ASKED, why)
