"""Which ports are knocked at, and who is treated as a machine of the plant."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from scanner.evidence import RdpSecurity, SmbServer
from scanner.model import Fact, ScanOrder, Zone
from scanner.plugin import Impact, Probe, Tcp, Udp
from scanner.sensor.guard.scope import NEVER_TCP

IT_PRESENCE = (
    135, 139, 110, 111, 143, 389, 515, 548, 631, 636, 873, 993, 995, 1433, 1521, 2049, 2375, 3000, 3306,
    5000, 5001, 5432, 5985, 5986, 6379, 8000, 8081, 8086, 8089, 9000, 9090, 9200, 9443, 10000, 11211, 27017,
)  # fmt: skip
"""Office ports that are worth knowing open although nothing is asked there. Never on a machine."""

OFFICE = (SmbServer, RdpSecurity)
"""Facts that only an office operating system gives."""


@cache
def _maker_words() -> tuple[str, ...]:
    return tuple(tomllib.loads(files("scanner.sensor").joinpath("makers.toml").read_text("utf-8"))["words"])


def makes_machines(maker: str) -> bool:
    """Whether a maker's name (as registered for its MAC addresses) stands for plant equipment."""
    name = maker.lower() + " "
    return any(word in name for word in _maker_words())


def starts_as_machine(zone: Zone, maker: str) -> bool:
    """How an asset is treated before it has said anything."""
    return zone in (Zone.OT, Zone.MIXED) or makes_machines(maker)


def shows_office(zone: Zone, maker: str, facts: Iterable[Fact], controller: bool) -> bool:
    """Whether an asset of a mixed zone has shown itself to be an office machine."""
    plain = zone is Zone.MIXED and not controller and not makes_machines(maker)
    return plain and any(isinstance(fact, OFFICE) for fact in facts)


def wanted(probes: Sequence[Probe[Any]], order: ScanOrder) -> list[Probe[Any]]:
    """The probes that this order lets out, those that are asked first in front."""
    chosen = [probe for probe in probes if order.probes is None or probe.id in order.probes]
    return sorted((probe for probe in chosen if _consented(probe, order)), key=lambda p: (p.order, p.id))


def _consented(probe: Probe[Any], order: ScanOrder) -> bool:
    if probe.impact is Impact.GUESS:
        return probe.id in order.allow_guess and order.zone is Zone.IT
    return not probe.opt_in or probe.id in order.opt_in


def tcp_ports(
    probes: Sequence[Probe[Any]], order: ScanOrder, *, is_ot: bool, surely_ot: bool = False
) -> list[int]:
    """Ports to knock at, most telling first. On a machine only where a probe knows what to say there.

    `surely_ot`: it can't turn out to be an office computer, so office questions are of no use.
    """
    first = [probe for probe in probes if not probe.follows and not (probe.office_only and surely_ot)]
    known = [port.port for probe in first for port in probe.ports if isinstance(port, Tcp)]
    more = (*order.extra_tcp_ports, *(() if is_ot else IT_PRESENCE))
    return [port for port in dict.fromkeys((*known, *more)) if port not in NEVER_TCP]


def udp_questions(probes: Sequence[Probe[Any]]) -> list[tuple[Probe[Any], int]]:
    return [(probe, port.port) for probe in probes for port in probe.ports if isinstance(port, Udp)]


def at_port(probes: Sequence[Probe[Any]], port: int) -> list[Probe[Any]]:
    """The probes that speak first on a TCP port, in their order."""
    here = (probe for probe in probes if not probe.follows)
    return [probe for probe in here if any(isinstance(p, Tcp) and p.port == port for p in probe.ports)]


def following(probes: Sequence[Probe[Any]], first: Sequence[Probe[Any]]) -> list[Probe[Any]]:
    """The follow-up questions of the probes that spoke first, wherever they did."""
    names = {probe.id for probe in first}
    return [probe for probe in probes if probe.follows in names]


def holds(patterns: Mapping[str, str], fact: Fact) -> bool:
    """Whether each pattern is found in its field of `fact`, in any case."""
    return all(re.search(p, str(getattr(fact, name, "")), re.IGNORECASE) for name, p in patterns.items())


def source_port(probe: Probe[Any], port: int) -> int:
    """The port that a datagram to `port` must come from; 0: any."""
    return next((p.source for p in probe.ports if isinstance(p, Udp) and p.port == port), 0)
