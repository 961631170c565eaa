"""However it is asked, a segment gets no more frames a second than its budget, and an asset its pauses."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import ZONE_PACE, Zone
from scanner.sensor.guard.pace import AssetPace, FrameBudget
from tests.scanner.sensor.orders import BRISK, FakeClock

PATTERN = st.lists(
    st.tuples(st.integers(1, 4), st.floats(0, 1.5, allow_nan=False)), min_size=1, max_size=80
)  # frames, and the idle seconds before they are asked for


def fullest_second(left: list[tuple[float, int]]) -> int:
    """The most frames in any window of one second that begins with a touch."""
    return max(sum(n for at, n in left if start <= at < start + 1) for start, _ in left)


@given(PATTERN, st.sampled_from([5.0, 10.0, 33.3, 200.0]))
def test_no_second_holds_more_frames_than_the_budget(pattern: list[tuple[int, float]], rate: float) -> None:
    clock = FakeClock()
    budget = FrameBudget(rate, clock)
    left = []
    for frames, idle in pattern:
        clock.now += idle
        clock.now += budget.take(frames)
        left.append((clock.now, frames))
    assert fullest_second(left) <= rate


@given(PATTERN, st.sampled_from([10.0, 200.0]))
def test_the_budget_holds_for_lanes_that_book_at_the_same_time(
    pattern: list[tuple[int, float]], rate: float
) -> None:
    clock = FakeClock()
    budget = FrameBudget(rate, clock)
    left = []
    for number, (frames, idle) in enumerate(pattern):
        clock.now += idle if number % 5 == 0 else 0
        left.append((clock.now + budget.take(frames), frames))
    assert fullest_second(left) <= rate


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_the_budget_is_used_and_not_merely_kept(frames: int) -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    begun = clock.now
    for _ in range(60):
        clock.now += budget.take(frames)
    assert (clock.now - begun) * 10 <= frames * 60 * 1.2


def test_a_touch_larger_than_the_budget_gets_seconds_of_its_own() -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    assert budget.take(24) == 0
    assert budget.take(1) == pytest.approx(24 / 9.7)


def test_frames_that_could_not_be_held_back_are_made_up_for() -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    budget.take(1)
    budget.overdraw(3)
    assert budget.take(1) >= 4 / 10


def test_frames_that_are_given_back_can_be_used() -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    budget.take(1)
    free = budget.take(1)
    budget.take(4)
    budget.give_back(4)
    assert budget.take(1) == pytest.approx(2 * free)


def test_a_budget_of_less_than_a_frame_a_second_still_lets_frames_out() -> None:
    clock = FakeClock()
    budget = FrameBudget(0.5, clock)
    assert budget.take(1) == 0
    assert 2 <= budget.take(1) < 2.2


def test_frames_that_leave_late_do_not_leave_together_with_later_ones() -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    for _ in range(12):
        budget.take(1)
    clock.now += 30  # a machine that slept through it all
    left = []
    for _ in range(12):
        while (late := budget.depart(1)) > 0:
            clock.now += late
        left.append((clock.now, 1))
    assert fullest_second(left) <= 10


def paced(zone: Zone = Zone.OT) -> tuple[AssetPace, FakeClock]:
    clock = FakeClock()
    return AssetPace(ZONE_PACE[zone], clock), clock


def test_a_machine_has_one_connection_at_a_time() -> None:
    pace, _ = paced()
    assert pace.enter() == 0
    assert pace.enter() is None
    pace.leave()
    assert pace.enter() is not None


def test_an_office_machine_has_four() -> None:
    pace, _ = paced(Zone.IT)
    assert [pace.enter() is None for _ in range(5)] == [False] * 4 + [True]


def test_ending_more_connections_than_were_begun_is_a_mistake() -> None:
    pace, _ = paced()
    with pytest.raises(ValueError, match="ended"):
        pace.leave()


@given(st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=20))
def test_a_second_passes_between_two_connects_to_a_machine(lasting: list[float]) -> None:
    pace, clock = paced()
    connects = []
    for seconds in lasting:
        clock.now += pace.enter() or 0
        connects.append(clock.now)
        clock.now += seconds
        pace.leave()
    assert all(b - a >= 1 for a, b in pairwise(connects))


def test_the_pause_before_a_connect_is_not_always_the_same() -> None:
    pauses = set()
    for _ in range(5):
        pace, clock = paced()
        pace.enter()
        pace.leave()
        pauses.add(pace.enter())
        assert clock.now == 100
    assert len(pauses) > 1
    assert all(1 <= (pause or 0) <= 1.25 for pause in pauses)


def test_the_pause_counts_from_the_end_of_a_long_connection_too() -> None:
    pace, clock = paced()
    pace.enter()
    clock.now += 60
    pace.leave()
    assert pace.enter() == pytest.approx(0.5)


def test_half_a_second_passes_between_two_requests_to_a_machine() -> None:
    pace, clock = paced()
    assert pace.before_request() == 0
    assert pace.before_request() == pytest.approx(0.5)
    clock.now += 10
    assert pace.before_request() == 0


def test_connections_are_counted_across_threads() -> None:
    pace = AssetPace(BRISK, FakeClock())
    taken: list[float | None] = []
    threads = [threading.Thread(target=lambda: taken.append(pace.enter())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(due is not None for due in taken) == BRISK.connections_per_host


def test_a_slower_pace_holds_from_the_next_connection_on() -> None:
    pace, _ = paced(Zone.IT)
    pace.enter()
    pace.pace = ZONE_PACE[Zone.OT]
    assert pace.enter() is None
    pace.leave()
    assert pace.enter() is not None
