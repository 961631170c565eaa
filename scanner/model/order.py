"""The scan order that a sensor takes, and the result that it leaves."""

from datetime import date, time
from enum import StrEnum
from typing import Literal

from pydantic import Field

from scanner.model.evidence import Evidence, Service
from scanner.model.record import Record, UtcTime

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EVERY_DAY: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Zone(StrEnum):
    OT = "ot"
    IT = "it"
    DMZ = "dmz"
    MIXED = "mixed"


class Pace(Record):
    """How gently a segment is asked. Times in seconds, rates in frames a second.

    Source of the defaults per zone: docs/decisions/0003-pace.md.
    """

    frames_per_second: float = Field(gt=0, le=10_000)
    connections_per_host: int = Field(ge=1, le=64)
    hosts_in_flight: int = Field(ge=1, le=256)
    pause_between_connects: float = Field(ge=0, le=3600)
    pause_between_requests: float = Field(ge=0, le=3600)
    retries: int = Field(ge=0, le=3)
    answer_seconds: float = Field(default=2.0, gt=0, le=60)


class Authorisation(Record):
    """Who allowed this scan, from when, until when. Printed in every report."""

    who: str = Field(min_length=1)
    when: date
    until: date | None = None
    note: str = ""


class QuietWindow(Record):
    """Local hours in which nothing is sent. `start` after `end` runs over midnight."""

    days: tuple[Day, ...] = EVERY_DAY
    start: time
    end: time
    name: str = ""


class Asked(Record):
    """A question that was already put, so that it is not put again."""

    asset: str
    probe: str
    service: Service | None = None


class Known(Record):
    """An asset that was found before; it is not looked for again."""

    address: str
    mac: str = ""


class ScanOrder(Record):
    """Everything that a sensor may know and do. It does nothing that is not in here."""

    scan: str
    sensor: str = "local"
    segment: str
    networks: tuple[str, ...] = Field(min_length=1)
    zone: Zone
    interface: str | None = None
    exclusions: tuple[str, ...] = ()
    never_touch: tuple[str, ...] = ()
    authorisation: Authorisation
    pace: Pace | None = None
    pace_acknowledged: str = ""
    quiet: tuple[QuietWindow, ...] = ()
    timezone: str = ""
    listen_seconds: float = Field(default=10, ge=0, le=3600)
    reverse_dns: bool = False
    nmap: bool = False
    probes: tuple[str, ...] | None = None
    opt_in: tuple[str, ...] = ()
    allow_guess: tuple[str, ...] = ()
    extra_tcp_ports: tuple[int, ...] = ()
    whole_port_list: bool = False
    packs: tuple[str, ...] = ()
    done: tuple[Asked, ...] = ()
    known: tuple[Known, ...] = ()
    discovered: bool = False  # `known` is everybody: don't look for more
    ledger: str = ""
    dry_run: bool = False


class ScanResult(Record):
    """What a sensor leaves: evidence, the ledger's sums, and whether it got to the end."""

    scan: str
    complete: bool
    reason: str = ""
    started: UtcTime
    ended: UtcTime
    evidence: tuple[Evidence, ...] = ()
