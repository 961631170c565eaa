"""What was asked of an asset before this sensor began: by this scan before it was cut short, and lately by others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

from scanner.evidence import NmapReport, OpenPort
from scanner.model import CUT_SHORT, Answer, Evidence, Heard, Lately, ScanOrder, Service
from scanner.model import Asked as Key
from scanner.plugin import Probe
from scanner.sensor import profile
from scanner.sensor.asked import Asked

WAS_PUT = (Answer.HEARD, Answer.SILENT, Answer.GARBLED)


@dataclass(frozen=True)
class Memory:
    """What an order tells about one asset."""

    address: str
    done: frozenset[Key] = frozenset()
    lately: tuple[Lately, ...] = ()
    earlier: tuple[Evidence, ...] = ()
    open: set[int] = field(default_factory=set)  # doors that this scan has found open before

    @classmethod
    def of(cls, order: ScanOrder, address: str, mac: str) -> Self:
        return cls(
            address,
            frozenset(one for one in order.done if one.asset == address),
            tuple(one for one in order.lately if _is(one, address, mac)),
            tuple(one for one in order.earlier if one.asset == address),
        )

    def is_done(self, probe: str, service: Service) -> bool:
        """Whether this scan has put the question already."""
        return Key(asset=self.address, probe=probe, service=service) in self.done

    def too_lately(self, probe: str, service: Service) -> Lately | None:
        """When another scan put a question that is not to be put again so soon; the newest that was heard."""
        found = [one for one in self.lately if (one.probe, one.service) == (probe, service)]
        return max(found, key=lambda one: (one.evidence is not None, one.at), default=None)

    def stand_in(self, asked: Asked, probe: Probe[Any], service: Service, known: Lately) -> None:
        """Says what came of the question then, at its own time; or that nobody knows."""
        if known.evidence is None:
            when = f"{known.at:%Y-%m-%d %H:%M} UTC"
            reason = f"it was asked at {when}, and this may be asked once a day; nobody heard the answer"
            asked.missed(probe, service, Answer.NOT_ASKED, reason)
            return
        asked.told.add(probe.id)
        asked.tell(Heard(evidence=_carried(known.evidence, self.address)))
        if known.evidence.fact is not None:
            asked.knows(probe, service, known.evidence.fact)

    def door_of_then(self, asked: Asked, service: Service) -> None:
        """Says that a door at which nobody knocks now was open then."""
        then = [one.evidence for one in self.lately if one.service == service and one.evidence]
        if then and service.transport == "tcp":
            fact = OpenPort(port=service.port)
            shown = {"probe": "survey", "probe_version": "1", "wanted": fact.kind, "fact": fact, "raw": b""}
            seen = then[0].model_copy(update=shown | {"answer": Answer.HEARD, "reason": ""})
            asked.tell(Heard(evidence=_carried(seen, self.address)))

    def relive(self, asked: Asked, probes: Sequence[Probe[Any]], *, ask_on: bool) -> None:
        """Brings `asked` to where the scan stood when it was cut short. Says nothing, sends nothing."""
        by_id = {probe.id: probe for probe in probes}
        for one in self.earlier:
            self._again(asked, by_id.get(one.probe), one, ask_on=ask_on)
        named = any(isinstance(fact, NmapReport) for fact in asked.facts)
        for port in sorted(self.open):
            if all(self.is_done(probe.id, _tcp(port)) for probe in profile.at_port(probes, port)):
                asked.knocked[port] = "open"
            if not named and not profile.at_port(probes, port) and not self.is_done("nmap", _tcp(port)):
                asked.unnamed.append(port)

    def _again(self, asked: Asked, probe: Probe[Any] | None, one: Evidence, *, ask_on: bool) -> None:
        if one.answer in WAS_PUT and probe:
            asked.told.add(probe.id)
        if one.fact is not None:
            asked.knows(probe, one.service, one.fact)
            if isinstance(one.fact, OpenPort) and not one.carried:
                self.open.add(one.fact.port)
                asked.opened()
            if probe and probe.controller:
                asked.is_controller(ask_on=ask_on)
        elif one.service is None or one.service.transport != "tcp" or one.carried:
            return
        elif one.answer in _SHUT and one.service.port not in asked.knocked:
            asked.knocked[one.service.port] = _SHUT[one.answer]
            asked.stayed_shut("silent" if one.reason == "no answer in time" else _SHUT[one.answer])
        elif one.answer is Answer.SILENT and probe and one.reason != CUT_SHORT:
            asked.struck(probe)


_SHUT = {Answer.CLOSED: "closed", Answer.FILTERED: "unreachable"}


def _is(one: Lately, address: str, mac: str) -> bool:
    """Whether it was this asset. The card tells where both are known: an address may have a new owner."""
    return one.mac.lower() == mac.lower() if one.mac and mac else one.asset == address


def _tcp(port: int) -> Service:
    return Service(transport="tcp", port=port)


def _carried(one: Evidence, address: str) -> Evidence:
    return one.model_copy(update={"id": uuid4().hex, "asset": address, "carried": True})
