"""The persistent schedule: one job a segment in the agent's own database; what fires goes on the agenda.

A job's state is a pickle, so whoever writes the database could run code here: the file is its owner's
alone (0600), and a job holds nothing but a name to call and texts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy import Connection, Engine

from scanner.agent.daemon.said import NOBODY
from scanner.agent.daemon.triggers import recipe, trigger_of
from scanner.config import Segment
from scanner.config.schedule import Schedule
from scanner.model import now
from scanner.store import agenda
from scanner.store.engine import writing

TABLE = "jobs"
LATE = timedelta(minutes=5)
"""A firing that comes later than this was missed by somebody who was not there."""


@dataclass(frozen=True)
class Firing:
    """A segment that fell due at so many moments, the `first` of them, and why that is told late."""

    segment: str
    moments: int
    first: datetime
    why: str


def due() -> None:
    """What a stored job names: a text that can be found again. The executor does its work."""


class Teller(BaseExecutor):  # type: ignore[misc]
    """Notes what is due, all moments of a job at once: those that were missed are one, not many.

    It only notes: the scheduler's library swallows what is raised here, and moves the job on all the same.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.fired: list[Firing] = []

    def _do_submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:
        late = self._clock() - run_times[0] > LATE
        self.fired.append(Firing(job.id, len(run_times), run_times[0], NOBODY if late else ""))

    def submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:
        """Done when it returns, so nothing is counted as running."""
        self._do_submit_job(job, run_times)


@dataclass(frozen=True)
class _Begun:
    """Stands for an engine: what begins here is part of a transaction that is under way."""

    connection: Connection

    def begin(self) -> AbstractContextManager[Connection]:
        return nullcontext(self.connection)


class Jobs(SQLAlchemyJobStore):  # type: ignore[misc]
    """The stored jobs. The library gives each of its writes a transaction of its own, unless it is told."""

    engine: Any
    trouble: Exception | None = None
    """What the last look at the jobs raised; the scheduler's library swallows it."""

    def get_due_jobs(self, now: datetime) -> Any:
        self.trouble = None
        try:
            return super().get_due_jobs(now)
        except Exception as error:
            self.trouble = error
            raise

    @contextmanager
    def within(self, connection: Connection) -> Iterator[None]:
        """Makes what is written meanwhile part of one transaction, so that all of it holds or nothing."""
        own, self.engine = self.engine, _Begun(connection)
        try:
            yield
        finally:
            self.engine = own


class Scheduler(BaseScheduler):  # type: ignore[misc]
    """Looks for due jobs when it is told to; it has no thread that an error of the database could end."""

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)

    def wakeup(self) -> None:
        """Nobody sleeps here."""

    def look(self) -> None:
        """Fires what is due. Raises what the database raises; what has not fired stays due."""
        self._process_jobs()


class Timetable:
    """The jobs of all segments. Every method may raise SQLAlchemyError or StoreError."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self._engine, self._clock, self._teller = engine, clock, Teller(clock)
        self._jobs = Jobs(engine=engine.execution_options(vaglio_writes=True), tablename=TABLE)
        self._scheduler = Scheduler(
            jobstores={"default": self._jobs}, executors={"default": self._teller}, timezone=UTC,
            job_defaults={"coalesce": False, "misfire_grace_time": None, "max_instances": 1},
        )  # fmt: skip
        self._scheduler.start(paused=False)

    def look(self) -> Sequence[Firing]:
        """Puts what is due on the agenda, and says what that was.

        Its job moves on in the same transaction: a kill in between would lose a date, or count it twice.
        """
        with writing(self._engine) as connection, self._jobs.within(connection):
            self._teller.fired.clear()
            self._scheduler.look()
            if self._jobs.trouble:
                raise self._jobs.trouble
            for one in self._teller.fired:
                agenda.add_due(connection, one.segment, one.moments, one.first, one.why)
        return tuple(self._teller.fired)

    def follow(self, segments: Sequence[Segment], last: Callable[[str], datetime | None]) -> None:
        """Makes the jobs what the configuration says. `last` is when a segment was examined, if ever.

        Run again at any time: it also mends jobs that a wrong clock has put too far into the future.
        """
        wanted = {one.name: one for one in segments if one.schedule}
        stored = {job.id: job for job in self._scheduler.get_jobs()}
        for name in stored.keys() - wanted.keys():
            self._scheduler.remove_job(name)
        for name, segment in wanted.items():
            self._keep(segment, stored.get(name), last)

    def _keep(self, segment: Segment, job: Any, last: Callable[[str], datetime | None]) -> None:
        assert segment.schedule is not None
        schedule, moment = segment.schedule, self._clock()
        told = recipe(schedule, segment.timezone)
        if job and job.name == told and not self._too_far(job, schedule):
            return
        before = last(segment.name) if schedule.every else None
        # The next is due an interval after the last, or at once where that is over or there was none.
        start = max(min(before, moment) + schedule.every, moment) if before and schedule.every else moment
        trigger = trigger_of(schedule, segment.timezone, start)
        self._scheduler.add_job(
            f"{__name__}:due", trigger, id=segment.name, name=told, replace_existing=True,
            next_run_time=trigger.get_next_fire_time(None, moment),
        )  # fmt: skip

    def _too_far(self, job: Any, schedule: Schedule) -> bool:
        """Whether a job waits for longer than its own trigger ever would from now on: the clock was wrong."""
        moment = self._clock()
        first = moment + schedule.every if schedule.every else job.trigger.get_next_fire_time(None, moment)
        latest = first + (schedule.jitter or timedelta()) + timedelta(minutes=1)
        return bool(job.next_run_time is None or job.next_run_time > latest)

    def close(self) -> None:
        """Ends; the jobs stay."""
        self._scheduler.shutdown(wait=False)
