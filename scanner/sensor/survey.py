"""Asks one asset after another what it is: session-less questions first, then door by door."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from scanner.evidence import Fragility, NmapReport, OpenPort
from scanner.model import Answer, Evidence, Fact, Heard, Message, Note, Progress, ScanOrder, Service, Zone
from scanner.model import Asked as Key
from scanner.plugin import Closed, Garbled, Probe, Refused, Silence
from scanner.sensor import profile
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.line import TcpLine, UdpLine
from scanner.sensor.wire.nmap import fingerprint
from scanner.sensor.wire.tcp import Knock, sweep

SILENT_DOORS = 10
"""Doors in a row that swallow our knock before we take it that a firewall guards a machine."""

SILENT_AFTER_ANSWER = 4
"""The same for a machine that answered a knock before: it may be in trouble."""

STRIKES = 2
"""Questions without an answer after which a machine is left alone for this scan."""

KNOCKING = "open ports"
"""The reason that the ledger gives for knocks, and the name under which a resumed scan knows them."""

RoundTrip = Callable[[str, str], float | None]
"""Address and MAC in, seconds out; None for silence. Raises Refused."""


@dataclass
class Asked:
    """One asset while it is asked. `left_alone` says why nothing more is asked; empty: go on."""

    address: str
    mac: str
    is_ot: bool
    facts: list[Fact] = field(default_factory=list)
    controller: bool = False
    strikes: int = 0
    silent_doors: int = 0
    answered_tcp: bool = False
    left_alone: str = ""
    unnamed: list[int] = field(default_factory=list)
    told: set[str] = field(default_factory=set)  # probes of which something is written down


@dataclass
class Survey:
    """The questions of one order. `tell` takes what the sensor says; it must be thread-safe."""

    guard: Guard
    probes: Sequence[Probe[Any]]
    tell: Callable[[Message], None]
    maker_of: Callable[[str], str]
    round_trip: RoundTrip
    _finished: int = 0

    @property
    def order(self) -> ScanOrder:
        return self.guard.order

    def run(self, assets: Sequence[tuple[str, str]]) -> None:
        """Asks every asset (address, MAC), as many at once as the pace allows."""
        lanes = self.guard.pace.hosts_in_flight
        with ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane") as pool:
            for _ in pool.map(lambda asset: self._safely(asset[0], asset[1], len(assets)), assets):
                pass

    def _safely(self, address: str, mac: str, total: int) -> None:
        maker = self.maker_of(mac)
        asked = Asked(address, mac, profile.starts_as_machine(Zone(self.order.zone), maker))
        try:
            self._one(asked, maker)
        except Refused as refusal:
            self._broken_off(asked, str(refusal))
        except Exception as error:  # noqa: BLE001 - one asset never ends a scan
            self._broken_off(asked, f"the survey failed ({type(error).__name__}: {error})")
        self._finished += 1
        self.tell(Progress(stage="ask", asset=address, what="done", done=self._finished, total=total))

    def _broken_off(self, asked: Asked, reason: str) -> None:
        """What was not asked is said, so that nobody takes it for good."""
        self.tell(Note(level="warning", text=f"{asked.address}: {reason}."))
        for probe in self.probes:
            if probe.id not in asked.told:
                self._missed(asked, probe, None, Answer.NOT_ASKED, reason)

    def _one(self, asked: Asked, maker: str) -> None:
        if asked.is_ot:
            self.guard.treat_gently(asked.address)
        if not self.guard.canary.knows(asked.address):  # else discovery has measured it: one frame less
            self.guard.canary.before(asked.address, self.round_trip(asked.address, asked.mac))
        # Controllers are recognised without a session where that works; office questions such as
        # SNMP come last, so that a machine that has said what it is never hears them.
        self._datagrams(asked, [probe for probe in self.probes if probe.controller])
        self._doors(asked, maker)
        self._datagrams(asked, [probe for probe in self.probes if not probe.controller])
        self._name_the_rest(asked)
        self._still_well(asked)

    # --- without a session -------------------------------------------------------------------

    def _datagrams(self, asked: Asked, probes: Sequence[Probe[Any]]) -> None:
        for probe, port in profile.udp_questions(probes):
            service = Service(transport="udp", port=port)
            if (probe.office_only and asked.is_ot) or self._skip(asked, probe, service):
                continue
            self._progress(asked, probe.title)
            line = UdpLine(self.guard, probe, asked.address, port, is_ot=asked.is_ot)
            with closing(line):
                self._put(asked, probe, line)

    # --- door by door ------------------------------------------------------------------------

    def _doors(self, asked: Asked, maker: str) -> None:
        ports = profile.tcp_ports(self.probes, self.order, is_ot=asked.is_ot)
        waiting = [port for port in ports if not self._all_skipped(asked, port)]
        with closing(sweep(self.guard, asked.address, waiting, KNOCKING)) as knocks:
            for knock in knocks:
                self._door(asked, knock)
                if profile.shows_office(Zone(self.order.zone), maker, asked.facts, asked.controller):
                    asked.is_ot = False
                waiting.remove(knock.port)
                if asked.left_alone or knock.state == "refused":
                    break
        self._not_asked(asked, waiting)

    def _door(self, asked: Asked, knock: Knock) -> None:
        self._progress(asked, f"TCP {knock.port}")
        if knock.connection is None:
            self._shut(asked, knock)
            return
        asked.answered_tcp, asked.silent_doors = True, 0
        first: Any = knock.connection
        service = first.service
        self._keep(asked, None, service, OpenPort(port=knock.port))
        spoken = profile.at_port(self.probes, knock.port)
        if not spoken:
            asked.unnamed.append(knock.port)
        with closing(first):
            for probe in spoken:
                if not (probe.office_only and asked.is_ot) and not self._skip(asked, probe, service):
                    self._on_tcp(asked, probe, knock.port, first if first.open else None)

    def _on_tcp(self, asked: Asked, probe: Probe[Any], port: int, first: Any) -> None:
        self._progress(asked, probe.title)
        service = Service(transport="tcp", port=port)
        try:
            line = TcpLine(self.guard, probe, asked.address, port, is_ot=asked.is_ot, first=first)
        except (Silence, Closed, Refused) as end:
            self._missed(asked, probe, service, _answer(end), str(end.args[0]))
            return
        with closing(line):
            self._put(asked, probe, line)

    def _shut(self, asked: Asked, knock: Knock) -> None:
        answer, reason = _SHUT[knock.state], knock.reason
        if knock.state == "silent":
            asked.silent_doors += 1
        else:
            asked.answered_tcp, asked.silent_doors = asked.answered_tcp or knock.state == "closed", 0
        for probe in profile.at_port(self.probes, knock.port):
            self._missed(asked, probe, Service(transport="tcp", port=knock.port), answer, reason)
        most = SILENT_AFTER_ANSWER if asked.answered_tcp else SILENT_DOORS
        if asked.is_ot and asked.silent_doors >= most:
            asked.left_alone = "it swallows what we send (a firewall, or it is busy), so we stopped asking"

    # --- one question ------------------------------------------------------------------------

    def _put(self, asked: Asked, probe: Probe[Any], line: TcpLine | UdpLine) -> None:
        try:
            fact = probe(line)
            if not isinstance(fact, probe.gives):
                raise Garbled("the probe gave something else than it declares")
        except (Silence, Closed, Refused, Garbled) as end:
            reason = str(end.args[0]) if end.args else type(end).__name__
            self._missed(asked, probe, line.service, _answer(end), reason, bytes(line.raw))
            if isinstance(end, Silence) and line.service.transport == "tcp":
                self._struck(asked, probe)
            return
        except Exception as error:  # noqa: BLE001 - a parser that fails has not understood; nothing else is known
            reason = f"the answer was not understood ({type(error).__name__})"
            self._missed(asked, probe, line.service, Answer.GARBLED, reason, bytes(line.raw))
            return
        self._keep(asked, probe, line.service, fact, bytes(line.raw))
        if probe.controller:
            self._is_controller(asked)

    def _is_controller(self, asked: Asked) -> None:
        asked.controller = True
        if not asked.is_ot:
            asked.is_ot = True
            self.guard.treat_gently(asked.address)
        if not self.order.whole_port_list:
            asked.left_alone = "it has said that it is a controller, so it was not asked further"

    def _struck(self, asked: Asked, probe: Probe[Any]) -> None:
        """A question was not answered: on a machine that is a reason to become careful."""
        asked.strikes += 1
        if not asked.is_ot or (asked.strikes < STRIKES and not probe.controller):
            return
        # That is a reason to leave it alone, no proof that it suffers: only the canary can tell that.
        asked.left_alone = f"it did not answer in time ({probe.title}), so it was left alone"

    def _skip(self, asked: Asked, probe: Probe[Any], service: Service) -> bool:
        if asked.left_alone:
            self._missed(asked, probe, service, Answer.NOT_ASKED, asked.left_alone)
        return bool(asked.left_alone) or self._done(asked, probe, service)

    def _done(self, asked: Asked, probe: Probe[Any], service: Service) -> bool:
        return Key(asset=asked.address, probe=probe.id, service=service) in self.order.done

    def _all_skipped(self, asked: Asked, port: int) -> bool:
        service = Service(transport="tcp", port=port)
        spoken = profile.at_port(self.probes, port)
        knocked = Key(asset=asked.address, probe=KNOCKING, service=service) in self.order.done
        return knocked and all(self._done(asked, probe, service) for probe in spoken)

    # --- afterwards --------------------------------------------------------------------------

    def _name_the_rest(self, asked: Asked) -> None:
        if not self.order.nmap or asked.is_ot or not asked.unnamed or asked.left_alone:
            return
        self._progress(asked, "nmap")
        try:
            run = fingerprint(self.guard, asked.address, asked.unnamed, "nmap")
        except Refused as refusal:
            self.tell(Note(level="warning", text=f"{asked.address}: nmap was not used: {refusal}"))
            return
        self._keep(asked, None, None, NmapReport(xml=run.xml, complete=run.complete))

    def _still_well(self, asked: Asked) -> None:
        """The canary: silence or slowness after our questions stops the segment."""
        after = self.round_trip(asked.address, asked.mac)
        trouble = self.guard.canary.trouble(asked.address, after)
        if trouble:
            self.guard.clock.sleep(1.0)  # one lost frame is not a machine in trouble
            trouble = self.guard.canary.trouble(asked.address, self.round_trip(asked.address, asked.mac))
        if trouble:
            self._keep(asked, None, None, Fragility(reason=trouble))
            self.guard.stop(trouble)

    def _not_asked(self, asked: Asked, ports: Sequence[int]) -> None:
        why = asked.left_alone or self.guard.stopped or "not reached"
        for port in ports:
            for probe in profile.at_port(self.probes, port):
                self._missed(asked, probe, Service(transport="tcp", port=port), Answer.NOT_ASKED, why)

    # --- what is told ------------------------------------------------------------------------

    def _keep(
        self, asked: Asked, probe: Probe[Any] | None, service: Service | None, fact: Fact, raw: bytes = b""
    ) -> None:
        asked.facts.append(fact)
        asked.told.add(probe.id if probe else "")
        self.tell(Heard(evidence=Evidence(
            asset=asked.address, service=service, probe=probe.id if probe else "survey",
            probe_version=probe.version if probe else "1", wanted=fact.kind, fact=fact, raw=raw,
            sensor=self.order.sensor,
        )))  # fmt: skip

    def _missed(  # noqa: PLR0917 - one row of the evidence
        self,
        asked: Asked,
        probe: Probe[Any],
        service: Service | None,
        answer: Answer,
        reason: str,
        raw: bytes = b"",
    ) -> None:
        asked.told.add(probe.id)
        self.tell(Heard(evidence=Evidence(
            asset=asked.address, service=service, probe=probe.id, probe_version=probe.version,
            wanted=probe.gives.kind, answer=answer, reason=reason, raw=raw, sensor=self.order.sensor,
        )))  # fmt: skip

    def _progress(self, asked: Asked, what: str) -> None:
        self.tell(Progress(stage="ask", asset=asked.address, what=what, done=self._finished))


_SHUT = {
    "closed": Answer.CLOSED, "silent": Answer.FILTERED, "unreachable": Answer.FILTERED,
    "refused": Answer.REFUSED,
}  # fmt: skip


def _answer(end: Exception) -> Answer:
    if isinstance(end, Refused):
        return Answer.REFUSED
    return Answer.GARBLED if isinstance(end, Garbled) else Answer.SILENT
