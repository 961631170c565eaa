"""What really leaves keeps to the budget: late lanes, frames that follow by themselves, and the kernel's ARP."""

from dataclasses import dataclass

import pytest

from scanner.sensor.guard.canary import Canary
from scanner.sensor.guard.guard import Ask
from scanner.sensor.guard.pace import LATEST, FrameBudget
from tests.scanner.sensor.orders import FakeClock, Written, guard_of

RATE = 100.0


def ask(kind: str, address: str = "127.0.0.1") -> Ask:
    return Ask(address=address, kind=kind, what="x", why="test", frames=1)  # type: ignore[arg-type]


@dataclass
class SleepyClock(FakeClock):
    """A busy machine: whoever sleeps wakes up a quarter of a second late."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds + 0.25)


def departures(budget: FrameBudget, clock: FakeClock, count: int, more: int = 0) -> list[float]:
    """The moments at which `count` frames leave that all wanted to leave at once."""
    moments = []
    for _ in range(count):
        while (wait := budget.depart(1, more)) > 0:
            clock.now += wait
        moments.append(clock.now)
    return moments


def test_frames_that_come_late_all_together_are_held_back() -> None:
    clock = FakeClock()
    moments = departures(FrameBudget(RATE, clock), clock, 350)
    for start in moments:
        assert sum(start <= at < start + 1 + LATEST for at in moments) <= RATE


def test_a_frame_with_room_leaves_at_once() -> None:
    assert FrameBudget(RATE, FakeClock()).depart(1) == 0


def test_room_is_kept_for_what_may_follow_by_itself() -> None:
    clock = FakeClock()
    budget = FrameBudget(10, clock)
    moments = departures(budget, clock, 9, more=3)
    assert sum(at < moments[0] + 1 for at in moments) == 6


def test_what_left_by_itself_counts_too() -> None:
    clock = FakeClock()
    budget = FrameBudget(RATE, clock)
    budget.overdraw(int(RATE))
    assert budget.depart(1) == pytest.approx(1 + LATEST)


def test_more_than_a_second_may_hold_leaves_alone_and_does_not_wait_for_ever() -> None:
    clock = FakeClock()
    budget = FrameBudget(1, clock)
    assert budget.depart(3, 3) == 0
    clock.now += budget.depart(3, 3)
    assert budget.depart(3, 3) == 0


def test_a_permit_of_a_lane_that_wakes_late_is_still_given() -> None:
    guard = guard_of(clock=SleepyClock())
    assert guard.permit(ask("connect")).ask.address == "127.0.0.1"


@pytest.mark.parametrize("kind", ["connect", "datagram", "echo"])
def test_the_first_packet_to_an_address_is_charged_with_the_arp_request_before_it(kind: str) -> None:
    guard = guard_of()
    charged = [
        guard._with_arp(ask(kind, address)).frames for address in ("127.0.0.1", "127.0.0.1", "127.0.0.2")
    ]
    assert charged == [2, 1, 2]


def test_a_frame_of_the_link_layer_makes_the_kernel_ask_nothing() -> None:
    assert guard_of()._with_arp(ask("frame")).frames == 1


def test_the_ledger_holds_the_arp_request() -> None:
    written = Written()
    guard = guard_of(written=written)
    guard.permit(ask("connect"))
    guard.permit(ask("connect"))
    assert [entry.frames for entry in written.entries] == [2, 1]


def test_a_silence_before_the_questions_is_not_known_to_the_canary() -> None:
    canary = Canary()
    canary.before("127.0.0.1", None)
    assert not canary.knows("127.0.0.1")
    canary.before("127.0.0.1", 0.01)
    assert canary.knows("127.0.0.1")
