"""Visits one asset after another, watches how each bears it, and stops when one does not."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scanner.evidence import Fragility, NmapReport
from scanner.model import Answer, Message, Note, Progress, ScanOrder, Zone
from scanner.plugin import Probe, Refused
from scanner.sensor import profile
from scanner.sensor.asked import Asked
from scanner.sensor.guard.guard import Guard
from scanner.sensor.hearing import Sayings
from scanner.sensor.logins import Logins
from scanner.sensor.visit import Visit
from scanner.sensor.wire.nmap import fingerprint

RoundTrip = Callable[[str, str], float | None]
"""Address and MAC in, seconds out; None for silence. Raises Refused."""


@dataclass
class Survey:
    """The questions of one order. `tell` takes what the sensor says; it must be thread-safe.

    `withheld` are the questions that nobody allowed, `sayings` what the assets said unasked; see `Visit`.
    """

    guard: Guard
    probes: Sequence[Probe[Any]]
    tell: Callable[[Message], None]
    maker_of: Callable[[str], str]
    round_trip: RoundTrip
    withheld: Sequence[Probe[Any]] = ()
    sayings: Sayings = field(default_factory=Sayings)
    _finished: int = 0

    def __post_init__(self) -> None:
        self.logins = Logins(self.guard, self.tell)

    @property
    def order(self) -> ScanOrder:
        return self.guard.order

    def run(self, assets: Sequence[tuple[str, str]]) -> None:
        """Asks every asset (address, MAC), as many at once as the pace allows."""
        self.logins.resolve()
        lanes = self.guard.pace.hosts_in_flight
        with ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane") as pool:
            for _ in pool.map(lambda asset: self._safely(asset[0], asset[1], len(assets)), assets):
                pass

    def visit(self, address: str, mac: str) -> Visit:
        """A visit that has not begun."""
        maker = self.maker_of(mac)
        is_ot = profile.starts_as_machine(Zone(self.order.zone), maker)
        asked = Asked(address, mac, is_ot, self.tell, self.order.sensor)
        say = partial(self._progress, address)
        heard = self.sayings.of(address, mac)
        return Visit(self.guard, self.probes, asked, maker, say, self.withheld, heard)

    def _safely(self, address: str, mac: str, total: int) -> None:
        visit = self.visit(address, mac)
        try:
            self._one(visit)
        except Refused as refusal:
            self._broken_off(visit.asked, str(refusal))
        except Exception as error:  # noqa: BLE001 - one asset never ends a scan
            self._broken_off(visit.asked, f"the survey failed ({type(error).__name__}: {error})")
        self._finished += 1
        self.tell(Progress(stage="ask", asset=address, what="done", done=self._finished, total=total))

    def _one(self, visit: Visit) -> None:
        asked = visit.asked
        if visit.gentle:
            self.guard.treat_gently(asked.address)
        if not self.guard.canary.knows(asked.address):  # else discovery has measured it: one frame less
            self.guard.canary.before(asked.address, self.round_trip(asked.address, asked.mac))
        # Controllers are recognised without a session where that works; office questions such as
        # SNMP come last, so that a machine that has said what it is never hears them.
        visit.likely()
        visit.datagrams([probe for probe in self.probes if probe.controller])
        visit.doors()
        visit.datagrams([probe for probe in self.probes if not probe.controller])
        self._name_the_rest(asked)
        self.logins.log_in(asked)
        self._still_well(asked)

    def _broken_off(self, asked: Asked, reason: str) -> None:
        """What was not asked is said, so that nobody takes it for good."""
        if not self.guard.stopped:  # else the scan says it for all of them, once
            self.tell(Note(level="warning", text=f"{asked.address}: {reason}."))
        for probe in self.probes:
            if probe.id not in asked.told:
                asked.missed(probe, None, Answer.NOT_ASKED, reason)

    def _name_the_rest(self, asked: Asked) -> None:
        if not self.order.nmap or asked.is_ot or not asked.unnamed or asked.left_alone:
            return
        self._progress(asked.address, "nmap")
        try:
            run = fingerprint(self.guard, asked.address, asked.unnamed, "nmap")
        except Refused as refusal:
            self.tell(Note(level="warning", text=f"{asked.address}: nmap was not used: {refusal}"))
            return
        asked.heard(None, None, NmapReport(xml=run.xml, complete=run.complete))

    def _still_well(self, asked: Asked) -> None:
        """The canary: silence or slowness after our questions stops the segment."""
        trouble = self._trouble(asked)
        if trouble:
            self.guard.clock.sleep(1.0)  # one lost frame is not a machine in trouble
            trouble = self._trouble(asked)
        if trouble:
            asked.heard(None, None, Fragility(reason=trouble))
            self.guard.stop(trouble)

    def _trouble(self, asked: Asked) -> str:
        return self.guard.canary.trouble(asked.address, self.round_trip(asked.address, asked.mac))

    def _progress(self, address: str, what: str) -> None:
        self.tell(Progress(stage="ask", asset=address, what=what, done=self._finished))
