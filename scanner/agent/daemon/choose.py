"""Decides what may begin and what must stop. Only decides: it starts nothing and writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scanner.agent.daemon.windows import obstacle
from scanner.agent.lease import SEGMENT
from scanner.config import Config, Segment
from scanner.store import Due, Lease, Pause
from scanner.store.agenda import EVERYTHING

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 8
"""After so many tries what was heard is published as it is, and the next date is waited for."""


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries that failed: twice as long each time."""
    doubled: int = 2 ** min(max(tries - 1, 0), 16)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


@dataclass(frozen=True)
class Situation:
    """All that counts at a moment. `running` are segments that our own workers examine."""

    config: Config
    moment: datetime
    due: tuple[Due, ...] = ()
    pauses: tuple[Pause, ...] = ()
    leases: tuple[Lease, ...] = ()
    running: Mapping[str, object] = field(default_factory=dict)

    @property
    def segments(self) -> dict[str, Segment]:
        return {one.name: one for one in self.config.segments}

    def why_not(self, segment: Segment) -> str:
        """Why nothing may be sent to a segment now; empty when it may."""
        return self._paused(segment.name) or obstacle(segment, self.moment)

    def _paused(self, name: str) -> str:
        for pause in self.pauses:
            if pause.segment in (EVERYTHING, name):
                return f"paused until {pause.until.astimezone():%Y-%m-%d %H:%M}" if pause.until else "paused"
        return ""

    def waits(self, due: Due) -> str:
        """Why something that is due does not begin now; empty when it may."""
        segment = self.segments.get(due.segment)
        if segment is None:
            return "the configuration has no such segment"
        holder = next((one for one in self.leases if one.name == SEGMENT + due.segment), None)
        if holder:
            return f"the process {holder.pid} on {holder.host} examines it"
        return self.why_not(segment) or self._too_soon(due)

    def _too_soon(self, due: Due) -> str:
        again = due.not_before
        # A time further away than any pause is one that a wrong clock wrote down.
        if again is None or again <= self.moment or again > self.moment + LONGEST_PAUSE:
            return ""
        return f"tried again at {again.astimezone():%H:%M}: {due.why}"


def to_begin(now: Situation) -> Iterator[Due]:
    """What begins now, whatever has waited longest first, as many at once as the configuration allows."""
    room = now.config.agent.at_once - len(now.running)
    for due in now.due:
        if room > 0 and due.segment not in now.running and not now.waits(due):
            room -= 1
            yield due


def to_stop(now: Situation, before: Config) -> Iterator[tuple[str, str]]:
    """Segments whose scan must stop, and why. `before` is the configuration that they began with."""
    old = {one.name: one for one in before.segments}
    for name in now.running:
        segment = now.segments.get(name)
        if segment is None:
            yield name, "the configuration has no such segment any more"
        elif name in old and _scope(segment) != _scope(old[name]):
            yield name, "the configuration of the segment changed"
        elif why := now.why_not(segment):
            yield name, why


def _scope(segment: Segment) -> Segment:
    return segment.model_copy(update={"schedule": None, "quiet": (), "expected": None})


def forgotten(now: Situation) -> Iterable[str]:
    """What is on the agenda of a segment that the configuration does not have any more."""
    return [due.segment for due in now.due if due.segment not in now.segments]
