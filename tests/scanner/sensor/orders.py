"""Orders, guards and clocks for the tests of the sensor."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scanner.model import ACKNOWLEDGEMENT, Authorisation, Pace, ScanOrder, Touch, Zone
from scanner.sensor.guard.guard import Guard
from scanner.sensor.guard.ledger import LedgerFile
from scanner.sensor.guard.pace import Clock

BRISK = Pace(
    frames_per_second=10_000,
    connections_per_host=2,
    hosts_in_flight=2,
    pause_between_connects=0,
    pause_between_requests=0,
    retries=0,
    answer_seconds=1.5,
)
"""A pace for tests on the loopback interface, so that they don't take minutes."""


def order(networks: tuple[str, ...] = ("127.0.0.0/24",), zone: Zone = Zone.OT, **more: Any) -> ScanOrder:
    return ScanOrder(
        scan="s1", segment="hall", networks=networks, zone=zone,
        authorisation=Authorisation(who="the owner", when=date(2020, 1, 1)), **more,
    )  # fmt: skip


def brisk_order(networks: tuple[str, ...] = ("127.0.0.0/24",), **more: Any) -> ScanOrder:
    settings: dict[str, Any] = {
        "pace": BRISK,
        "pace_acknowledged": ACKNOWLEDGEMENT,
        "listen_seconds": 0,
    } | more
    return order(networks, **settings)


@dataclass
class FakeClock(Clock):
    """Time that passes only when somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Written:
    """A ledger in memory."""

    entries: list[Touch] = field(default_factory=list)

    def ledger(self) -> LedgerFile:
        return LedgerFile("", self.entries.append)


def guard_of(an_order: ScanOrder | None = None, written: Written | None = None, **more: Any) -> Guard:
    return Guard(an_order or brisk_order(), (written or Written()).ledger(), **more)
