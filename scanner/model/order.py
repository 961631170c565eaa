"""The scan order that a sensor takes, and the result that it leaves."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from scanner.model.evidence import Evidence, Service
from scanner.model.login import Login
from scanner.model.outside import Outside
from scanner.model.record import Record, UtcTime

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EVERY_DAY: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE_DAY = time.max
"""As the end of a quiet window: up to midnight, the last moment of the day among it."""


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


class Span(Record):
    """Calendar days from the first to the last, both among them."""

    first: date
    last: date


class QuietWindow(Record):
    """Local hours in which nothing is sent. `start` after `end` runs over midnight.

    `dates`: it holds on these days only; empty: on all of `days`. `holidays`: it does not hold on these.
    """

    days: tuple[Day, ...] = EVERY_DAY
    start: time
    end: time
    name: str = ""
    dates: tuple[Span, ...] = ()
    holidays: tuple[date, ...] = ()

    def holds(self, local: datetime) -> bool:
        """Whether it lies in the window. `local` is a moment in the window's own time zone."""
        clock, today = local.time().replace(tzinfo=None), local.date()
        if self.start <= self.end:
            ended = clock >= self.end and self.end != WHOLE_DAY
            return self._begins_on(today) and clock >= self.start and not ended
        # Over midnight: the evening belongs to its own day, the morning to the day before.
        evening = self._begins_on(today) and clock >= self.start
        return evening or (self._begins_on(today - timedelta(days=1)) and clock < self.end)

    def _begins_on(self, day: date) -> bool:
        fits = not self.dates or any(span.first <= day <= span.last for span in self.dates)
        return fits and EVERY_DAY[day.weekday()] in self.days and day not in self.holidays


class Asked(Record):
    """A question that was already put, so that it is not put again."""

    asset: str
    probe: str
    service: Service | None = None


class Known(Record):
    """An asset that was found before; it is not looked for again.

    `answered` names questions that this very network card answered before: they are fit for it again,
    also where its zone would have it treated as a machine until it shows that it is none.
    """

    address: str
    mac: str = ""
    answered: tuple[str, ...] = ()


class Question(Record):
    """What is known of a probe without loading it. `consent` is the key that must name it; empty: none.

    `once_a_day`: it is not put to the same asset again within 24 hours.
    """

    id: str
    title: str
    consent: Literal["", "opt_in", "allow_guess"] = ""
    once_a_day: bool = False


class Lately(Record):
    """A question that may be put once a day, and was. `evidence` is what came of it; None: nobody heard.

    `mac` is empty where it is not known, or does not tell this asset from others.
    """

    asset: str
    mac: str = ""
    probe: str
    service: Service | None = None
    at: UtcTime
    evidence: Evidence | None = None


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
    client: str = ""  # for whom a consultant asks; empty: for oneself
    engagement: str = ""
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
    egress_test: Outside | None = None  # the one address outside that is tried; None: none
    logins: tuple[Login, ...] = ()  # names where secrets lie, never holds them
    packs: tuple[str, ...] = ()
    done: tuple[Asked, ...] = ()
    lately: tuple[Lately, ...] = ()  # in other scans, too lately to be put again
    earlier: tuple[Evidence, ...] = ()  # heard by this scan before it was cut short
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
