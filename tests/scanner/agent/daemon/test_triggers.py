"""Schedules on the plant's wall clock: each date once, also when the clocks change."""

import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from scanner.agent.daemon.triggers import Interval, Spread, WallClock, recipe, trigger_of
from scanner.config.schedule import Schedule
from tests.scanner.agent.daemon.things import ROME, rome


def _firings(trigger: Any, start: datetime, count: int) -> list[datetime]:
    found, previous = [], None
    for _ in range(count):
        previous = trigger.get_next_fire_time(previous, start)
        found.append(previous)
    return found


def _shown(moments: list[datetime]) -> list[str]:
    return [f"{moment.astimezone(ROME):%m-%d %H:%M}" for moment in moments]


def test_a_time_of_day_stays_that_time_over_both_changes_of_the_clock() -> None:
    spring = _firings(WallClock("0 4 * * *", "Europe/Rome"), rome(2027, 3, 27, 12), 3)
    autumn = _firings(WallClock("0 4 * * *", "Europe/Rome"), rome(2026, 10, 24, 12), 3)
    assert _shown(spring) == ["03-28 04:00", "03-29 04:00", "03-30 04:00"]
    assert _shown(autumn) == ["10-25 04:00", "10-26 04:00", "10-27 04:00"]


def test_an_hour_that_never_comes_in_spring_is_not_left_out() -> None:
    found = _firings(WallClock("30 2 * * *", "Europe/Rome"), rome(2027, 3, 27, 12), 2)
    assert _shown(found) == ["03-28 03:30", "03-29 02:30"]


def test_an_hour_that_comes_twice_in_autumn_fires_once() -> None:
    found = _firings(WallClock("30 2 * * *", "Europe/Rome"), rome(2026, 10, 24, 12), 3)
    assert found == [rome(2026, 10, 25, 2, 30), rome(2026, 10, 26, 2, 30), rome(2026, 10, 27, 2, 30)]


def test_started_inside_the_second_hour_of_autumn_it_does_not_fire_in_the_past() -> None:
    start = rome(2026, 10, 25, 2, 10, fold=1)
    (found,) = _firings(WallClock("30 2 * * *", "Europe/Rome"), start, 1)
    assert found > start
    assert _shown([found]) == ["10-26 02:30"]


@pytest.mark.parametrize("cron", ["0 * * * *", "30 1-4 * * *", "0 2 * * sun", "15 0 1 * *"])
@pytest.mark.parametrize("zone", ["Europe/Rome", "Asia/Tashkent", "America/New_York", "Australia/Lord_Howe"])
def test_no_moment_comes_twice_or_before_the_one_before_it(cron: str, zone: str) -> None:
    found = _firings(WallClock(cron, zone), datetime(2026, 1, 1, tzinfo=UTC), 600)
    assert all(later > earlier for earlier, later in pairwise(found))


def test_an_interval_keeps_its_beat_over_a_change_of_the_clock() -> None:
    start = rome(2027, 3, 27, 2, 30)
    found = _firings(Interval(86_400, start), start, 4)
    assert [later - earlier for earlier, later in pairwise(found)] == [timedelta(days=1)] * 3
    assert found[0] == start


def test_jitter_delays_and_never_hastens() -> None:
    plain = WallClock("0 2 * * sat", "Europe/Rome")
    spread = Spread(plain, 900)
    start = rome(2026, 11, 1)
    late = [spread.get_next_fire_time(None, start) for _ in range(50)]
    due = plain.get_next_fire_time(None, start)
    assert due is not None
    assert all(one is not None and timedelta() <= one - due <= timedelta(minutes=15) for one in late)
    assert len(set(late)) > 40


@pytest.mark.parametrize(
    "schedule", [Schedule(cron="0 2 * * sat"), Schedule.model_validate({"every": "7d", "jitter": "15m"})]
)
def test_a_stored_trigger_is_the_same_after_a_restart(schedule: Schedule) -> None:
    trigger = trigger_of(schedule, "Europe/Rome", rome(2026, 11, 1))
    assert pickle.loads(pickle.dumps(trigger)) == trigger


def test_a_changed_schedule_has_another_recipe() -> None:
    one = Schedule(cron="0 2 * * sat")
    assert recipe(one, "Europe/Rome") != recipe(one, "UTC")
    assert recipe(one, "UTC") != recipe(Schedule(cron="0 3 * * sat"), "UTC")
