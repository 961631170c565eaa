"""What begins when, what is held back and what stops: with a clock that is set by hand."""

import os
from datetime import timedelta
from pathlib import Path

from scanner.agent.daemon.task import Result
from tests.scanner.agent.daemon.conftest import Make
from tests.scanner.agent.daemon.things import Begun, Clock, config, ends, rome

WEEKLY = '\n[segments.schedule]\ncron = "0 2 * * sat"\n'
DAILY = '\n[segments.schedule]\nevery = "1d"\n'
DONE = Result(outcome="published", scan="s", complete=True)
FAILED = Result(outcome="failed", reason="the disk is full", again=True)


def test_a_cron_line_begins_its_segment_at_that_moment_and_not_before(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, WEEKLY))
    agent.tick()
    clock.moment = rome(2026, 11, 28, 1, 59)
    agent.tick()
    assert begun.names == []
    clock.moment = rome(2026, 11, 28, 2)
    agent.tick()
    assert begun.names == ["s0"]
    ends(agent, begun.runs[0], DONE)
    clock.move(days=6)
    agent.tick()
    assert begun.names == ["s0"]
    clock.move(days=1)
    agent.tick()
    assert begun.names == ["s0", "s0"]


def test_an_interval_begins_at_once_and_then_keeps_its_beat(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, DAILY))
    for _ in range(3):
        agent.tick()
        ends(agent, begun.runs[-1], DONE)
        agent.tick()
        clock.move(days=1)
    assert begun.names == ["s0"] * 3


def test_dates_that_were_missed_become_one_scan_and_the_report_says_so(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    first = make(config(home, WEEKLY))
    first.tick()
    first.stop(0)
    clock.move(days=22)
    again = make(config(home, WEEKLY))
    again.tick()
    assert begun.names == ["s0"]
    when, why, missed = begun.runs[0].task.notes
    # Told on this computer's clock, wherever it stands.
    assert when.startswith(f"This audit was due on {rome(2026, 11, 28, 2).astimezone():%Y-%m-%d %H:%M}")
    assert why == "Why it began so late: the agent or its computer was not running."
    assert missed == "Further dates that were missed: 2."
    ends(again, begun.runs[0], DONE)
    again.tick()
    assert begun.names == ["s0"]


def test_a_scan_that_begins_in_time_has_no_such_note(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, WEEKLY))
    agent.tick()
    clock.moment = rome(2026, 11, 28, 2)
    agent.tick()
    assert begun.runs[0].task.notes == ()


def test_what_is_due_in_a_shift_begins_after_it_also_after_a_restart(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    shift = '\n[[segments.schedule.shifts]]\nstart = "01:00"\nend = "05:00"\n'
    agent = make(config(home, WEEKLY + shift))
    agent.tick()
    clock.moment = rome(2026, 11, 28, 2)
    agent.tick()
    agent.stop(0)
    clock.moment = rome(2026, 11, 28, 4, 59)
    again = make(config(home, WEEKLY + shift))
    again.tick()
    assert begun.names == []
    clock.moment = rome(2026, 11, 28, 5)
    again.tick()
    assert begun.names == ["s0"]


def test_a_window_that_opens_stops_a_running_scan_which_goes_on_afterwards(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    quiet = '\n[[segments.quiet]]\nname = "Shift"\nstart = "06:00"\nend = "14:00"\n'
    agent = make(config(home, WEEKLY + quiet))
    agent.tick()
    clock.moment = rome(2026, 11, 28, 2)
    agent.tick()
    (run,) = begun.runs
    clock.moment = rome(2026, 11, 28, 5, 59)
    agent.tick()
    assert run.stopping == ""
    clock.moment = rome(2026, 11, 28, 6)
    agent.tick()
    assert run.stopping == "quiet hours (Shift) until 2026-11-28 14:00"
    ends(agent, run, Result(outcome="left", scan="s", reason="it was asked to stop"))
    assert len(begun.runs) == 1
    clock.moment = rome(2026, 11, 28, 14)
    agent.tick()
    assert len(begun.runs) == 2
    assert "quiet hours" in begun.runs[1].task.because


def test_a_pause_stops_and_holds_until_it_is_over(home: Path, make: Make, begun: Begun, clock: Clock) -> None:
    agent = make(config(home, DAILY, DAILY, top="[agent]\nat_once = 2"))
    agent.tick()
    assert begun.names == ["s0", "s1"]
    agent.plans.pause("s0", clock.moment + timedelta(hours=2))
    agent.tick()
    assert begun.runs[0].stopping.startswith("paused until")
    assert begun.runs[1].stopping == ""
    ends(agent, begun.runs[0], Result(outcome="left"))
    clock.move(hours=1)
    agent.tick()
    assert begun.names == ["s0", "s1"]
    clock.move(hours=1, seconds=1)
    agent.tick()
    assert begun.names == ["s0", "s1", "s0"]


def test_a_pause_of_everything_holds_everything_until_it_is_resumed(
    home: Path, make: Make, begun: Begun, clock: Clock
) -> None:
    agent = make(config(home, DAILY, DAILY))
    agent.plans.pause("", None)
    agent.tick()
    clock.move(days=30)
    agent.tick()
    assert begun.names == []
    assert agent.plans.resume("")
    agent.tick()
    assert begun.names == ["s0"]


def test_as_many_segments_at_once_as_the_configuration_allows(home: Path, make: Make, begun: Begun) -> None:
    agent = make(config(home, DAILY, DAILY, DAILY, top="[agent]\nat_once = 2"))
    agent.tick()
    agent.tick()
    assert begun.names == ["s0", "s1"]
    ends(agent, begun.runs[0], DONE)
    assert begun.names == ["s0", "s1", "s2"]


def test_a_segment_that_somebody_else_examines_is_waited_for(home: Path, make: Make, begun: Begun) -> None:
    agent = make(config(home, DAILY))
    assert agent.plans.take("segment s0", os.getppid()) is None
    agent.tick()
    assert begun.names == []
    agent.plans.release("segment s0", os.getppid())
    agent.tick()
    assert begun.names == ["s0"]
