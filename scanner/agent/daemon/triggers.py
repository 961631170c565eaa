"""When a schedule falls due: cron lines on the plant's wall clock, and fixed intervals."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scanner.config.schedule import Schedule

LONGEST_GAP = 60
"""Firings that may be skipped in a row because the clock was set back over them."""


@dataclass
class WallClock(BaseTrigger):  # type: ignore[misc]
    """A cron line, read on the wall clock of a time zone (empty: this computer's).

    The library's own trigger fires again and again in the hour that comes twice in autumn. This one
    counts on the clock without zones and translates afterwards: an hour that comes twice is the first
    one, and an hour that never comes is the hour that the clock shows instead.
    """

    cron: str
    zone: str

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The first moment after `previous`; without one, not before `now`."""
        after = previous or now - timedelta(microseconds=1)
        shown, inner = self._shown(after), CronTrigger.from_crontab(self.cron, timezone=UTC)
        for _ in range(LONGEST_GAP):
            found = inner.get_next_fire_time(None, shown + timedelta(microseconds=1))
            if found is None:
                return None
            moment = self._moment(found)
            if moment > after:
                return moment
            shown = found
        return None

    def _shown(self, moment: datetime) -> datetime:
        """What the clock on the wall shows, as if there were no zones."""
        local = moment.astimezone(ZoneInfo(self.zone) if self.zone else None)
        return local.replace(tzinfo=UTC, fold=0)

    def _moment(self, shown: datetime) -> datetime:
        if self.zone:
            return shown.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        return shown.replace(tzinfo=None).astimezone(UTC)


@dataclass
class Interval(BaseTrigger):  # type: ignore[misc]
    """Every so many seconds from a moment on; it knows no zones, so no clock change moves it."""

    seconds: float
    start: datetime

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The first moment after `previous`; without one, not before `now`."""
        after = previous or now - timedelta(microseconds=1)
        steps = max(0, int((after - self.start).total_seconds() // self.seconds) + 1)
        return self.start + timedelta(seconds=steps * self.seconds)


@dataclass
class Spread(BaseTrigger):  # type: ignore[misc]
    """Another trigger, each firing late by a chance share of `jitter` seconds: sites don't all begin at once."""

    inner: WallClock | Interval
    jitter: float

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        found = self.inner.get_next_fire_time(previous, now)
        return found and found + timedelta(seconds=random.uniform(0, self.jitter))


def trigger_of(schedule: Schedule, zone: str, start: datetime) -> BaseTrigger:
    """The trigger of a schedule. `start` is the first moment of an interval."""
    inner = WallClock(schedule.cron, zone) if schedule.cron else _interval(schedule, start)
    return Spread(inner, schedule.jitter.total_seconds()) if schedule.jitter else inner


def _interval(schedule: Schedule, start: datetime) -> Interval:
    assert schedule.every is not None
    return Interval(schedule.every.total_seconds(), start)


def recipe(schedule: Schedule, zone: str) -> str:
    """What tells whether a stored job still is what the configuration says."""
    return f"{schedule.cron or schedule.every}|{zone}|{schedule.jitter or 0}"
