"""The rows and notes of the claim about the lab."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from statistics import median

from benchmarks.capture import Captured
from benchmarks.frames import busiest_second, by_target, kinds, not_to
from benchmarks.recall import Recall
from benchmarks.table import Row, at_least, at_most
from tests.lab import factory

SPARED = tuple(one for one in factory.DEVICES if one.role == "misbehaving")
"""Devices that nmap is spared: the tarpit holds its http-title for ever, the flood multiplies its frames."""

MACHINES = frozenset({
    "3D printer", "building controller", "controller", "gateway", "machine tool", "panel", "protection relay",
    "remote I/O", "remote terminal unit", "robot", "sensor", "serial server", "tank gauge",
})  # fmt: skip
"""Roles of the lab's devices that are machines of a plant, not of an office."""

HEARD = frozenset({"mdns", "ssdp"})
"""What devices tell on their own: Vaglio hears it, nmap is not made to ask for it."""

MOST_FRAMES = 1 / 3
MOST_TOUCHES = 6


@dataclass(frozen=True)
class Look:
    """What one tool took and what it learned, by device. `ledger`: its own count of touches, by address."""

    seconds: float
    captured: Captured
    recalls: Mapping[str, Recall]
    ledger: Counter[str] = field(default_factory=Counter)

    @property
    def frames(self) -> int:
        """Frames sent, but for those to the devices that nmap is spared."""
        return len(not_to(self.captured.sent, {one.mac for one in SPARED}))

    @property
    def found(self) -> int:
        return sum(len(one.found) for one in self.recalls.values())

    @property
    def whole(self) -> int:
        return sum(one.whole for one in self.recalls.values())

    @property
    def partly(self) -> int:
        return sum(bool(one.found) for one in self.recalls.values())

    def missed(self) -> str:
        """The devices and fields that were not found, for a person."""
        gaps = {
            name: sorted(".".join(key) for key in one.told - one.found) for name, one in self.recalls.items()
        }
        return "; ".join(f"{name}: {', '.join(gap)}" for name, gap in gaps.items() if gap) or "nothing"

    def identified(self, roles: Collection[str] | None = None) -> list[str]:
        """The addresses of the devices (of these roles) all of whose fields were found."""
        chosen = (one for one in factory.DEVICES if roles is None or one.role in roles)
        return [one.address for one in chosen if self.recalls[one.name].whole]


def rows(ours: Look, theirs: Look, silences: tuple[int, int]) -> tuple[Row, ...]:
    """Recall, cost, time and gentleness. `silences`: how often each tool silenced the fragile controller."""
    told = sum(len(one.told) for one in ours.recalls.values())
    devices = sum(bool(one.told) for one in ours.recalls.values())
    least = theirs.frames * MOST_FRAMES
    return (
        at_least(f"fields identified (of {told})", ours.found, theirs.found, "≥ nmap", theirs.found),
        at_least(f"devices identified (of {devices})", ours.whole, theirs.whole, "≥ nmap", theirs.whole),
        Row("devices identified at least in part", ours.partly, theirs.partly),
        at_most("frames to devices that both asked", ours.frames, least, "≤ 1/3 of nmap's", theirs.frames),
        Row("frames to the misbehaving devices", len(ours.captured.sent) - ours.frames),
        at_most("seconds", ours.seconds, theirs.seconds, "≤ nmap", theirs.seconds),
        Row("busiest second", busiest_second(ours.captured.times), busiest_second(theirs.captured.times)),
        *_touches(ours, theirs, "machine", ours.identified(MACHINES)),
        *_touches(ours, theirs, "device", ours.identified()),
        Row("times the fragile controller fell silent", *silences),
    )


def _touches(ours: Look, theirs: Look, what: str, addresses: list[str]) -> tuple[Row, Row, Row]:
    """Medians over the devices that Vaglio identified: its ledger, and both captures."""
    here, there = ([one for one in look.captured.sent if one.is_touch] for look in (ours, theirs))
    name, counted = f"per identified {what} ({len(addresses)}), median", _median(by_target(here), addresses)
    booked, goal = _median(ours.ledger, addresses), f"≤ {MOST_TOUCHES}"
    each = _median(by_target(there), addresses)
    mine, others = (_median(by_target(look.captured.sent), addresses) for look in (ours, theirs))
    return (
        at_most(f"touches {name}: ledger", booked, MOST_TOUCHES, goal),
        at_most("  the same, counted in the capture", counted, MOST_TOUCHES, goal, each),
        Row("  all frames to it, acknowledgements too", mine, others),
    )


def _median(counts: Mapping[str, int], addresses: list[str]) -> float:
    return median(counts.get(one, 0) for one in addresses) if addresses else 0


def notes(ours: Look, theirs: Look) -> tuple[str, ...]:
    """How it was counted, and what each tool missed."""
    heard = sum(key[0] in HEARD for one in ours.recalls.values() for key in one.found)
    return (
        "nmap is spared the tarpit, the flood and the garbage speaker: held by the first, it does not end.",
        f"Of Vaglio's fields, {heard} were only heard (mDNS, SSDP); nmap was not made to ask for them.",
        "A touch is a question of ARP or ICMP, a datagram, a connection attempt, or content on a connection.",
        f"Frames sent by Vaglio: {kinds(ours.captured.sent)}; by nmap: {kinds(theirs.captured.sent)}.",
        f"Vaglio missed: {ours.missed()}.",
        f"nmap missed: {theirs.missed()}.",
    )
