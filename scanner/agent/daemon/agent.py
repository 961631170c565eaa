"""The agent's round: fires the schedule, begins and stops scans, settles how they ended. Survives what fails."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from scanner.agent.daemon.choose import (
    MOST_TRIES,
    Situation,
    back_off,
    forgotten,
    to_begin,
    to_stop,
)
from scanner.agent.daemon.crew import JUDGING, SENDING, TIDYING, Crew
from scanner.agent.daemon.overview import AGENT
from scanner.agent.daemon.run import Run
from scanner.agent.daemon.said import lateness
from scanner.agent.daemon.schedule import Timetable
from scanner.agent.daemon.task import Result, Task
from scanner.config import Config
from scanner.model import now
from scanner.store import Due, Plans, Store, StoreError
from scanner.store.fault import told
from scanner.store.outbox import Outbox

HEAL_SECONDS = 60.0
"""How often jobs are compared with the configuration and the clock."""
BEAT_SECONDS = 30.0
DAY_SECONDS = 86_400.0


@dataclass
class Agent:
    """One agent on one store. `beats` and `healed` are monotonic seconds; `failing` is what fails just now."""

    store: Store
    config: Config
    clock: Callable[[], datetime] = now
    crew: Crew = field(default_factory=Crew)
    failing: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    ticked: float = field(default_factory=time.monotonic)
    _begun_with: Config | None = None
    _knowledge: float = -1.0
    _beat: float = 0.0
    _tidied: float = 0.0
    _judge_from: float = 0.0
    _judging_failed: int = 0
    _healed: float = 0.0
    _unsettled: list[tuple[Run, Result]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log: Any = structlog.get_logger()
        self.plans = Plans(self.store, self.clock)
        self.timetable = Timetable(self.store.engine, self.clock)

    def enlist(self) -> None:
        """Becomes the agent of this database. Raises StoreError while another one is."""
        holder = self.plans.take(AGENT, os.getpid(), "starting")
        if holder:
            raise StoreError(
                f"An agent serves this database already: the process {holder.pid} on {holder.host}."
            )

    def tick(self) -> None:
        """One round. What the database can't do now is done in a later one."""
        failed = [self._survived(step) for step in self._steps()]
        self.failing = next((why for why in failed if why), "")
        self.ticked = time.monotonic()

    def follow(self, config: Config) -> None:
        """Takes a new configuration over, at once for what is to begin, and for what must stop."""
        self._begun_with = self._begun_with or self.config
        self.config, self._healed = config, 0.0

    def stop(self, seconds: float) -> None:
        """Has all workers finish the question in flight, writes down how they stand, and gives the lease back."""
        self.crew.dismiss(seconds)
        self._survived(self._reap)
        self._survived(lambda: self.plans.release(AGENT, os.getpid()))
        self.timetable.close()

    @property
    def busy(self) -> bool:
        return bool(self.crew.runs or self._unsettled)

    @property
    def doing(self) -> str:
        """What it does, in a few words."""
        if self.failing:
            return f"trying again: {self.failing}"
        names = ", ".join(self.crew.runs)
        return f"at work on {names}" if names else "waiting"

    def _steps(self) -> tuple[Callable[[], None], ...]:
        return (self._heal, self._look, self._reap, self._stop, self._begin, self._extras, self._show)

    def _survived(self, step: Callable[[], None]) -> str:
        """Why a step failed; empty when it did not."""
        try:
            with told(self.store.name):  # the scheduler's library says it in the words of the driver
                step()
        except (StoreError, OSError) as error:
            why = " ".join(str(error).split())[:300]
            self.log.error("a round failed and is tried again", why=why)
            return why
        return ""

    def _look(self) -> None:
        for one in self.timetable.look():
            self.log.info("due", segment=one.segment, first=one.first.isoformat(), moments=one.moments)

    def _heal(self) -> None:
        if time.monotonic() - self._healed < HEAL_SECONDS and self._healed:
            return
        self.timetable.follow(self.config.segments, self._last)
        self._healed = time.monotonic()

    def _last(self, segment: str) -> datetime | None:
        row = self.store.latest(segment)
        return row.started if row else None

    def _situation(self) -> Situation:
        return Situation(
            self.config, self.clock(), self.plans.due(), self.plans.paused(), self.plans.leases(),
            self.crew.segments,
        )  # fmt: skip

    def _stop(self) -> None:
        if not self.crew.segments:
            self._begun_with = None
            return
        for name, why in to_stop(self._situation(), self._begun_with or self.config):
            if self.crew.leave(name, why):
                self.log.info("stops between two questions", segment=name, why=why)

    def _begin(self) -> None:
        if self._unsettled:
            return  # what has just ended would begin again
        situation = self._situation()
        for name in forgotten(situation):
            self.plans.settle(name)
        for due in to_begin(situation):
            give_up = due.why if due.tries >= MOST_TRIES else ""
            self.crew.begin(Task(
                kind="examine", config=self.config, segment=due.segment, give_up=give_up, because=due.why,
                serving=due.serving, due=due.due, notes=lateness(due, situation.moment),
            ))  # fmt: skip
            self.log.info("begins", segment=due.segment, due=due.due.isoformat())

    def _reap(self) -> None:
        for run, result in self.crew.ended():
            self._tell(run, result)
            if run.task.kind == "judge":
                self._reap_judge(result)
            if run.task.kind == "examine":
                self._unsettled.append((run, result))
        while self._unsettled:
            self._settle(*self._unsettled[0])
            # Only now: a database that was busy must not make an ending forgotten.
            self._unsettled.pop(0)

    def _reap_judge(self, result: Result) -> None:
        """What newer knowledge says must not wait for the knowledge after that."""
        if result.outcome != "failed":
            self._judging_failed = 0
            return
        self._judging_failed += 1
        self._knowledge = -1.0
        self._judge_from = time.monotonic() + back_off(self._judging_failed).total_seconds()

    def _tell(self, run: Run, result: Result) -> None:
        kind = "incomplete" if result.outcome == "published" and not result.complete else result.outcome
        self.counts[kind] = self.counts.get(kind, 0) + 1
        tell = self.log.error if result.outcome == "failed" else self.log.info
        told = result.model_dump(exclude_defaults=True) | {"outcome": result.outcome}
        tell("ended", segment=run.task.segment, kind=run.task.kind, **told)

    def _settle(self, run: Run, result: Result) -> None:
        due = next((one for one in self.plans.due() if one.segment == run.task.segment), None)
        # A later date may have taken the place of the one that this worker served.
        if due and due.due == (run.task.due or due.due):
            self._settle_due(due, run, result)

    def _settle_due(self, due: Due, run: Run, result: Result) -> None:
        if result.outcome == "published" and not result.again:
            self.plans.settle(due.segment)  # also when it was asked to stop too late
        elif run.stopping or result.outcome == "left":
            # Nothing failed: it goes on as soon as it may.
            self.plans.postpone(due.segment, due.tries, None, run.stopping or result.reason)
        elif (result.again or result.outcome == "failed") and due.tries <= MOST_TRIES:
            tries = due.tries + 1
            self.plans.postpone(due.segment, tries, self.clock() + back_off(tries), result.reason)
        else:
            self.plans.settle(due.segment)

    def _extras(self) -> None:
        """What needs no packet: judging again with new knowledge, delivering what waits, tidying up once a day."""
        may_judge = JUDGING not in self.crew.runs and time.monotonic() >= self._judge_from
        if may_judge and (changed := _changed(self.config)) != self._knowledge:
            self.crew.begin(Task(kind="judge", config=self.config))
            self._knowledge = changed
        if self.config.delivery.targets and time.monotonic() >= self._beat:
            due = Outbox(self.store).next_due()
            self._once(
                SENDING, Task(kind="send", config=self.config), wanted=bool(due and due <= self.clock())
            )
        kept = self.config.retention
        is_new_day = time.monotonic() >= self._tidied + DAY_SECONDS
        if (kept.days or kept.for_reports) and (is_new_day or not self._tidied):
            self._once(TIDYING, Task(kind="tidy", config=self.config), wanted=True)
            self._tidied = time.monotonic()

    def _once(self, name: str, task: Task, *, wanted: bool) -> None:
        if wanted and name not in self.crew.runs:
            self.crew.begin(task)

    def _show(self) -> None:
        if time.monotonic() >= self._beat:
            self.plans.beat(AGENT, os.getpid(), self.doing)
            self._beat = time.monotonic() + (BEAT_SECONDS if not self.busy else 1.0)


def _changed(config: Config) -> float:
    """When the file of knowledge was written; 0: there is none."""
    try:
        return config.feeds.database.stat().st_mtime
    except OSError:
        return 0.0
