"""When a segment is examined by itself, and the production calendar: the table [segments.schedule]."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from scanner.config.beside import FromConfig
from scanner.config.durations import Duration, spelled
from scanner.config.faults import fault
from scanner.model import QuietWindow, Record
from scanner.model.order import EVERY_DAY, WHOLE_DAY, Day, Span

SHORTEST = timedelta(hours=1)
"""Between two scans of one segment; more often would be a burden and tell nothing new."""
MOST_DAYS = 5_000
LONGEST_FILE = 200_000
_LOOKED_AT = 400
"""Firings of a cron line that are looked at for being too close to each other."""


def _hour(value: Any) -> Any:
    """A bare number would be read as seconds after midnight."""
    if isinstance(value, int | float):
        raise fault(f'is {value}; allowed: "06:30"')
    return value


Hour = Annotated[time, BeforeValidator(_hour)]


class Shift(Record):
    """Local hours of production, in which nothing is sent. They don't hold on holidays."""

    days: tuple[Day, ...] = EVERY_DAY
    start: Hour
    end: Hour
    name: str = "production"

    @model_validator(mode="after")
    def _has_a_length(self) -> Self:
        if self.start == self.end:
            raise fault('is the same as "start"; for a whole day write 00:00 and 23:59:59', "end")
        return self


def _in_order(span: Span) -> Span:
    if span.last < span.first:
        raise fault(f'is before "first" ({span.first})', "last")
    return span


def _cron(value: str) -> str:
    """Five fields; names for the days of the week, because programs count them from different days."""
    fields = value.split()
    if not value:
        return value
    if len(fields) != 5:
        raise fault(f'is "{value}"; allowed: minute, hour, day, month, weekday, such as "0 2 * * sat"')
    if any(each.isdigit() for each in fields[4]):
        raise fault(f'is "{value}"; write the weekday as a name: mon tue wed thu fri sat sun')
    try:
        firings = list(_firings(value))
    except ValueError as error:
        raise fault(f'is "{value}": {str(error).rstrip(".")}') from None
    if not firings:
        raise fault(f'is "{value}", a day that never comes')
    closest = min((b - a for a, b in pairwise(firings)), default=SHORTEST)
    if closest < SHORTEST:
        raise fault(f'is "{value}"; allowed: at most once in {spelled(SHORTEST)}')
    return value


def _firings(value: str) -> Iterator[datetime]:
    from apscheduler.triggers.cron import CronTrigger

    trigger, moment = CronTrigger.from_crontab(value, timezone=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(_LOOKED_AT):
        found = trigger.get_next_fire_time(None, moment)
        if found is None:
            return
        yield found
        moment = found + timedelta(seconds=1)


def _every(value: timedelta) -> timedelta:
    if value < SHORTEST:
        raise fault(f'is "{spelled(value)}"; allowed: at least {spelled(SHORTEST)}')
    return value


def _day(value: Any) -> Any:
    """A bare number would be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise fault(f"holds {value}; allowed: days such as 2026-12-25")
    return value


Days = Annotated[Span, AfterValidator(_in_order)]
Holiday = Annotated[date, BeforeValidator(_day)]


class Schedule(Record):
    """Exactly one of `cron` and `every`. Times are those of the segment's `timezone`.

    The days of `holidays_file` are added to `holidays` when the config is loaded.
    """

    cron: Annotated[str, AfterValidator(_cron)] = ""
    every: Annotated[Duration, AfterValidator(_every)] | None = None
    jitter: Duration | None = None
    blackout: tuple[Days, ...] = ()
    shifts: tuple[Shift, ...] = ()
    holidays: tuple[Holiday, ...] = Field(default=(), max_length=MOST_DAYS)
    holidays_file: FromConfig | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if bool(self.cron) == bool(self.every):
            raise fault('needs exactly one of "cron" and "every"')
        if not self.holidays_file:
            return self
        days = sorted({*self.holidays, *_days_of(self.holidays_file)})
        return self.model_copy(update={"holidays": tuple(days), "holidays_file": None})

    def quiet(self) -> tuple[QuietWindow, ...]:
        """The production calendar as windows in which nothing is sent."""
        off = self.blackout
        closed = QuietWindow(start=time.min, end=WHOLE_DAY, dates=off, name="blackout")
        shifts = tuple(QuietWindow(**shift.model_dump(), holidays=self.holidays) for shift in self.shifts)
        return (*((closed,) if off else ()), *shifts)


def _days_of(file: Path) -> Sequence[date]:
    """The days of a list, one a line as 2026-12-25; what follows # is for people."""
    try:
        text = file.read_text("utf-8-sig")[:LONGEST_FILE]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is no UTF-8 text"
        raise fault(f'"{file}" cannot be read: {why}', "holidays_file") from None
    return [day for n, line in enumerate(text.splitlines(), 1) if (day := _day_of(line, n, file))]


def _day_of(line: str, number: int, file: Path) -> date | None:
    written = line.partition("#")[0].strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        words = f'"{file}", line {number}: "{written[:40]}" is no day; allowed: 2026-12-25'
        raise fault(words, "holidays_file") from None
