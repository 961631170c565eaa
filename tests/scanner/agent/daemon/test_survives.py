"""What the agent survives: failures, wrong clocks, restarts, new configurations, a locked database."""

import os
import sqlite3
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scanner.agent.daemon.choose import LONGEST_PAUSE, MOST_TRIES, back_off
from scanner.agent.daemon.task import Result, Task
from scanner.store import Plans, StoreError
from tests.scanner.agent.daemon.conftest import Make
from tests.scanner.agent.daemon.things import Begun, Clock, StandIn, config, ends, rome

WEEKLY = '\n[segments.schedule]\ncron = "0 2 * * sat"\n'
DAILY = '\n[segments.schedule]\nevery = "1d"\n'
DONE = Result(outcome="published", scan="s", complete=True)
FAILED = Result(outcome="failed", reason="the disk is full", again=True)


def test_a_failure_is_tried_again_ever_more_rarely_and_then_given_up(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, '\n[segments.schedule]\nevery = "30d"\n'))
    agent.tick()
    waits = []
    while len(begun.runs) <= MOST_TRIES:
        count = len(begun.runs)
        ends(agent, begun.runs[-1], FAILED)
        before = clock.moment
        while len(begun.runs) == count:
            clock.move(seconds=20)
            agent.tick()
        waits.append(clock.moment - before)
    assert waits[0] == timedelta(minutes=1)
    assert all(later >= earlier for earlier, later in pairwise(waits))
    assert [run.task.give_up for run in begun.runs[-2:]] == ["", "the disk is full"]
    ends(agent, begun.runs[-1], Result(outcome="published", reason="the disk is full"))
    clock.move(days=1)
    agent.tick()
    assert len(begun.runs) == MOST_TRIES + 1


def test_the_pauses_between_tries_have_an_end() -> None:
    assert back_off(1) < back_off(2) < back_off(3)
    assert back_off(10_000) == LONGEST_PAUSE


def test_a_segment_that_fell_silent_is_not_asked_again_before_its_date(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    ends(agent, begun.runs[0], Result(outcome="published", reason="the segment fell silent"))
    clock.move(hours=23)
    agent.tick()
    assert len(begun.runs) == 1


def test_a_clock_that_was_years_ahead_does_not_silence_the_schedule(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    right = clock.moment
    clock.moment = rome(2038, 1, 19, 3)
    agent = make(config(home, WEEKLY, DAILY))
    agent.tick()
    ends(agent, begun.runs[-1], FAILED)
    clock.moment = right
    agent.follow(agent.config)
    agent.tick()
    assert begun.names == ["s1", "s1"], "what had failed waits for a date in 2038"
    ends(agent, begun.runs[-1], DONE)
    runs = Plans(agent.store, clock).next_runs()
    assert runs["s0"] == rome(2026, 11, 28, 2)
    assert runs["s1"] <= right + timedelta(days=1)


def test_a_clock_that_jumps_ahead_fires_once_and_not_for_every_date_between(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    ends(agent, begun.runs[0], DONE)
    clock.move(days=400)
    agent.tick()
    agent.tick()
    assert len(begun.runs) == 2


def test_a_restart_does_not_begin_what_is_not_due(home: Path, make: Make, begun: Begun, clock: Clock) -> None:
    agent = make(config(home, DAILY))
    agent.tick()
    ends(agent, begun.runs[0], DONE)
    agent.stop(0)
    clock.move(hours=12)
    make(config(home, DAILY)).tick()
    assert len(begun.runs) == 1


def test_a_changed_schedule_is_followed_and_a_lost_segment_forgotten(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, WEEKLY, DAILY))
    agent.tick()
    run = begun.runs[0]
    agent.follow(config(home, '\n[segments.schedule]\ncron = "0 3 * * sun"\n'))
    agent.tick()
    assert agent.plans.next_runs() == {"s0": rome(2026, 11, 29, 3)}
    assert run.stopping == "the configuration has no such segment any more"
    ends(agent, run, Result(outcome="left"))
    agent.tick()
    assert agent.plans.due() == ()


def test_only_one_agent_serves_a_database(home: Path, make: Make) -> None:
    one, other = make(config(home, DAILY)), make(config(home, DAILY))
    one.enlist()
    with pytest.raises(StoreError, match=f"the process {os.getpid()}"):
        other.enlist()
    one.stop(0)
    other.enlist()


def test_a_database_that_is_locked_costs_a_round_and_nothing_else(
    home: Path, make: Make, begun: Begun, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scanner.store.engine._PRAGMAS", ("PRAGMA busy_timeout=50", "PRAGMA journal_mode=WAL")
    )
    agent = make(config(home, DAILY))
    agent.tick()
    with sqlite3.connect(home / "vaglio.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        ends(agent, begun.runs[0], DONE)
        assert "in use by another program" in agent.failing
        assert agent.busy
        other.execute("ROLLBACK")
    agent.tick()
    assert agent.failing == ""
    assert agent.plans.due() == ()
    assert len(begun.runs) == 1


def _full(*_: object) -> None:
    raise StoreError("The disk is full.")


def test_a_date_that_could_not_be_written_down_is_neither_lost_nor_counted_twice(
    home: Path, make: Make, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make(config(home, DAILY))
    with monkeypatch.context() as full:
        full.setattr("scanner.store.agenda.add_due", _full)
        agent.tick()
    assert (agent.failing, begun.runs) == ("The disk is full.", [])
    agent.tick()
    (due,) = agent.plans.due()
    assert (agent.failing, begun.names, due.missed) == ("", ["s0"], 0)


def test_judging_again_that_failed_is_tried_again_after_a_while(
    home: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def fails(task: Task) -> StandIn:
        begun.append(task.kind)
        return StandIn(task, ended=FAILED)

    monkeypatch.setattr("scanner.agent.daemon.crew.Run", fails)
    agent = make(config(home, ""))
    for _ in range(3):
        agent.tick()
    assert begun == ["judge"]
    monkeypatch.setattr("scanner.agent.daemon.agent.back_off", lambda _: timedelta())
    agent = make(config(home, ""))
    for _ in range(3):
        agent.tick()
    assert begun == ["judge"] * 4


def test_new_knowledge_has_stored_audits_judged_again(
    home: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: list[str] = []
    agent = make(config(home, ""))
    monkeypatch.setattr(agent.crew, "begin", lambda task: kinds.append(task.kind))
    agent.tick()
    agent.tick()
    assert kinds == ["judge"], "once, when it starts"
    (home / "feeds").mkdir()
    (home / "feeds" / "knowledge.sqlite").write_text("new")
    agent.tick()
    agent.tick()
    assert kinds == ["judge", "judge"]


def test_judging_that_could_not_be_begun_is_begun_in_the_next_round(
    home: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def begin(_: object, task: Task) -> None:
        tried.append(task.kind)
        if len(tried) == 1:
            raise OSError("no space left on device")

    monkeypatch.setattr("scanner.agent.daemon.crew.Crew.begin", begin)
    agent = make(config(home))
    agent.tick()
    agent.tick()
    agent.tick()
    assert tried == ["judge", "judge"]


def test_jobs_that_can_not_be_read_are_told_and_not_passed_over(
    home: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make(config(home, DAILY))
    agent.tick()

    def broken(*_: object) -> None:
        raise OSError("the disk is broken")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("apscheduler.jobstores.sqlalchemy.SQLAlchemyJobStore.get_due_jobs", broken)
        agent.tick()
        assert "the disk is broken" in agent.failing
    agent.tick()
    assert agent.failing == ""
