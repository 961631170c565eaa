"""The agent's plans in the database: what is due, who holds what, what is paused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scanner.model import now
from scanner.store import agenda, leases
from scanner.store.agenda import Due, Pause
from scanner.store.leases import Lease

if TYPE_CHECKING:
    from scanner.store.store import Store

Clock = Callable[[], datetime]


class Plans:
    """What only the agent needs of a store. Every method may raise StoreError, with one sentence."""

    def __init__(self, store: "Store", clock: Clock = now) -> None:
        self._read, self._write, self._now = store.read, store.write, clock

    def add_due(self, segment: str, moments: int, first: datetime, why: str = "") -> None:
        """A segment was due at so many moments, the earliest of them `first`; `why` that is told late."""
        self._write(agenda.add_due, segment, moments, first, why)

    def due(self) -> tuple[Due, ...]:
        """All that is due, whatever has waited longest first."""
        return self._read(agenda.due)

    def postpone(self, segment: str, tries: int, not_before: datetime | None, why: str) -> None:
        """When a segment that is due is tried again, and why not now."""
        self._write(agenda.postpone, segment, tries, not_before, why)

    def serve(self, segment: str, scan: str) -> None:
        """Says which scan serves what is due; nothing where nothing is."""
        self._write(agenda.serve, segment, scan)

    def settle(self, segment: str) -> None:
        """A segment is not due any more."""
        self._write(agenda.settle, segment)

    def pause(self, segment: str, until: datetime | None) -> None:
        """Leaves a segment (empty: all) alone until a moment; None: until somebody resumes it."""
        self._write(agenda.pause, segment, self._now(), until)

    def resume(self, segment: str) -> bool:
        """Ends a pause; False when there was none."""
        return self._write(agenda.resume, segment)

    def paused(self) -> tuple[Pause, ...]:
        """The pauses that hold now."""
        return self._read(agenda.paused, self._now())

    def next_runs(self) -> dict[str, datetime]:
        """When each segment is due next."""
        return {name: datetime.fromtimestamp(at, UTC) for name, at in self._read(agenda.next_runs).items()}

    def take(self, name: str, pid: int, doing: str = "") -> Lease | None:
        """Takes a lease; the lease of whoever alive holds it already, if somebody does."""
        return self._write(leases.take, name, pid, doing, self._now())

    def beat(self, name: str, pid: int, doing: str | None = None) -> bool:
        """Shows that the holder lives; False when the lease is somebody else's by now."""
        return self._write(leases.beat, name, pid, doing, self._now())

    def release(self, name: str, pid: int) -> None:
        """Gives a lease back."""
        self._write(leases.release, name, pid)

    def leases(self) -> tuple[Lease, ...]:
        """The leases whose holders are alive."""
        return self._read(leases.held, self._now())
