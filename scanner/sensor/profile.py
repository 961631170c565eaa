"""Which ports are knocked at, and who is treated as a machine of the plant."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from scanner.evidence import Announcement, HttpPage, RdpSecurity, SmbServer, SshServer
from scanner.evidence.building import ProfinetStation
from scanner.model import Fact, ScanOrder, Zone
from scanner.plugin import Impact, Probe, Tcp, Udp
from scanner.sensor.guard.scope import NEVER_TCP

IT_PRESENCE = (
    135, 139, 110, 111, 143, 389, 515, 548, 631, 636, 873, 993, 995, 1433, 1521, 2049, 2375, 3000, 3306,
    5000, 5001, 5432, 5985, 5986, 6379, 8000, 8081, 8086, 8089, 9000, 9090, 9200, 9443, 10000, 11211, 27017,
)  # fmt: skip
"""Office ports that are worth knowing open although nothing is asked there. Never on a machine."""

CONSENT = "needs your consent: "
"""How the reason of a withheld question begins; behind it stands the line of the configuration."""

OFFICE = (SmbServer, RdpSecurity)
"""Facts that only an office operating system gives."""

PLANT_ORDER = 40
"""Below this `order` stand the questions of the plant: controllers, their gateways, brokers and machines."""

# Systems for servers and desks. Raspbian and the makers' own builds stand in machines as well: they are no sign.
OFFICE_SYSTEM = re.compile(r"\b(Debian|Ubuntu|CentOS|Red Hat|Rocky|AlmaLinux|Fedora|SUSE)\b", re.IGNORECASE)


@cache
def _maker_words(key: str) -> tuple[str, ...]:
    return tuple(tomllib.loads(files("scanner.sensor").joinpath("makers.toml").read_text("utf-8"))[key])


def _is_among(maker: str, key: str) -> bool:
    name = maker.lower() + " "
    return any(word in name for word in _maker_words(key))


SAID = {"bacnet": "bacnet-device", "ethernet-ip": "enip-identity-udp"}
"""The question that an announcement of a protocol makes likely: who speaks it unasked answers it asked."""

FIELD_ROLES = {"device", "io-device", "multidevice"}
"""PROFINET roles of what hangs on a controller, in the words of the question and in those of listening."""


@cache
def _hints() -> dict[str, list[str]]:
    text = files("scanner.sensor").joinpath("makers.toml").read_text("utf-8")
    hints: dict[str, list[str]] = tomllib.loads(text)["likely"]
    return hints


def makes_machines(maker: str) -> bool:
    """Whether a maker's name (as registered for its MAC addresses) stands for plant equipment."""
    return _is_among(maker, "words")


def makes_offices(maker: str) -> bool:
    """Whether a maker's name stands for office computers, servers and storage."""
    return _is_among(maker, "office_words")


def starts_as_machine(zone: Zone, maker: str) -> bool:
    """How an asset is treated before it has said anything."""
    return zone in (Zone.OT, Zone.MIXED) or makes_machines(maker)


def shows_office(zone: Zone, maker: str, facts: Iterable[Fact], controller: bool) -> bool:
    """Whether an asset of a mixed zone has shown itself to be an office machine."""
    plain = zone is Zone.MIXED and not controller and not makes_machines(maker)
    return plain and any(isinstance(fact, OFFICE) for fact in facts)


def seems_office(maker: str, facts: Iterable[Fact]) -> bool:
    """Whether an asset all of whose plant ports are closed may count as an office machine.

    It needs two signs: the maker of its MAC address, and a service that names an office system.
    Why not one of them: docs/decisions/0006-office.md.
    """
    return makes_offices(maker) and any(_names_office_system(fact) for fact in facts)


def _names_office_system(fact: Fact) -> bool:
    if isinstance(fact, SshServer):
        return bool(OFFICE_SYSTEM.search(fact.comment))
    return isinstance(fact, HttpPage) and bool(OFFICE_SYSTEM.search(fact.server))


def wanted(probes: Sequence[Probe[Any]], order: ScanOrder) -> list[Probe[Any]]:
    """The probes that this order lets out, those that are asked first in front."""
    return sorted(
        (probe for probe in _chosen(probes, order) if _consented(probe, order)), key=lambda p: (p.order, p.id)
    )


def withheld(probes: Sequence[Probe[Any]], order: ScanOrder) -> list[Probe[Any]]:
    """The probes that this order would let out if somebody had allowed them by name."""
    return [probe for probe in _chosen(probes, order) if not _consented(probe, order)]


def consent(probe: Probe[Any], order: ScanOrder) -> str:
    """What a probe that was withheld waits for, as a reason for its evidence."""
    key = "allow_guess" if probe.impact is Impact.GUESS else "opt_in"
    if key == "allow_guess" and order.zone is not Zone.IT:
        return f"needs a guess ({probe.id}), and guesses are made in a network of the zone it only"
    return f'{CONSENT}{key} = ["{probe.id}"]'


def _chosen(probes: Sequence[Probe[Any]], order: ScanOrder) -> list[Probe[Any]]:
    """Those that the order names, and what they follow: a follow-up is asked only behind its first question."""
    if order.probes is None:
        return list(probes)
    named = set(order.probes)
    while more := {probe.follows for probe in probes if probe.id in named and probe.follows} - named:
        named |= more
    return [probe for probe in probes if probe.id in named]


def _consented(probe: Probe[Any], order: ScanOrder) -> bool:
    if probe.impact is Impact.GUESS:
        return probe.id in order.allow_guess and order.zone is Zone.IT
    return not probe.opt_in or probe.id in order.opt_in


def tcp_ports(probes: Sequence[Probe[Any]], order: ScanOrder, *, is_ot: bool) -> list[int]:
    """Ports to knock at, most telling first. On a machine only where a probe knows what to say there.

    An order that names its probes wants their ports only.
    """
    known = doors_of(probe for probe in probes if not (probe.office_only and is_ot))
    more = (*order.extra_tcp_ports, *(() if is_ot or order.probes is not None else IT_PRESENCE))
    return [port for port in dict.fromkeys((*known, *more)) if port not in NEVER_TCP]


def office_ports(probes: Sequence[Probe[Any]]) -> list[int]:
    """The ports of questions for offices, for an asset that has shown itself to be one."""
    return [
        port for port in doors_of(probe for probe in probes if probe.office_only) if port not in NEVER_TCP
    ]


def plant_ports(probes: Sequence[Probe[Any]]) -> set[int]:
    """The ports that belong to the plant: an asset that opens one is no office machine."""
    return set(doors_of(probe for probe in probes if probe.controller or probe.order < PLANT_ORDER))


def doors_of(probes: Iterable[Probe[Any]]) -> list[int]:
    """The TCP ports at which these probes speak first."""
    doors = (port.port for p in probes if not p.follows for port in p.ports if isinstance(port, Tcp))
    return list(dict.fromkeys(doors))


def likely(probes: Sequence[Probe[Any]], maker: str) -> list[Probe[Any]]:
    """The probes that fit what the maker of a MAC address builds, the best guess first."""
    name = maker.lower() + " "
    ids = [one for word, wanted in _hints().items() if word in name for one in wanted]
    by_id = {probe.id: probe for probe in probes}
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def announced(probes: Sequence[Probe[Any]], heard: Iterable[Fact]) -> list[Probe[Any]]:
    """The probes that fit what an asset said of itself to everybody. Who only looks for others says nothing so."""
    said = {
        SAID.get(one.protocol) for one in heard if isinstance(one, Announcement) and "asks" not in one.details
    }
    return [probe for probe in probes if probe.id in said]


def is_field_device(fact: Fact) -> bool:
    """Whether it is how a remote I/O or a drive shows itself: a PROFINET station that is nothing else.

    Controllers and programming devices speak PROFINET, too, but have more to say than its name and ids.
    """
    if isinstance(fact, ProfinetStation):
        roles = set(fact.roles)
    elif isinstance(fact, Announcement) and fact.protocol == "profinet":
        roles = set(fact.details.get("role", "").split(", ")) - {""}
    else:
        return False
    return bool(roles) and roles <= FIELD_ROLES


def udp_questions(probes: Iterable[Probe[Any]]) -> list[tuple[Probe[Any], int]]:
    return [(probe, port.port) for probe in probes for port in probe.ports if isinstance(port, Udp)]


def at_port(probes: Sequence[Probe[Any]], port: int) -> list[Probe[Any]]:
    """The probes that speak first on a TCP port, in their order."""
    here = (probe for probe in probes if not probe.follows)
    return [probe for probe in here if any(isinstance(p, Tcp) and p.port == port for p in probe.ports)]


def following(probes: Sequence[Probe[Any]], first: Sequence[Probe[Any]]) -> list[Probe[Any]]:
    """The follow-up questions of the probes that spoke first, wherever they did."""
    names = {probe.id for probe in first}
    return [probe for probe in probes if probe.follows in names]


def behind(probes: Sequence[Probe[Any]], first: Probe[Any], port: int) -> list[Probe[Any]]:
    """Where `first` was answered on a UDP port: what follows it, and what else speaks first there."""
    beside = {probe.id for probe, there in udp_questions(probes) if there == port and not probe.follows}
    return [probe for probe in probes if probe.follows == first.id or probe.id in beside]


def holds(patterns: Mapping[str, str], fact: Fact) -> bool:
    """Whether each pattern is found in its field of `fact`, in any case."""
    return all(re.search(p, str(getattr(fact, name, "")), re.IGNORECASE) for name, p in patterns.items())


def source_port(probe: Probe[Any], port: int) -> int:
    """The port that a datagram to `port` must come from; 0: any."""
    return next((p.source for p in probe.ports if isinstance(p, Udp) and p.port == port), 0)
