"""When a permit is given: never in quiet hours, never after a stop, and at a gentle pace."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from scanner.model import ACKNOWLEDGEMENT, ZONE_PACE, Authorisation, Pace, QuietWindow, ScanOrder, Zone
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from tests.scanner.sensor.guard.test_guard import ask
from tests.scanner.sensor.orders import BRISK, FakeClock, Written, brisk_order, guard_of, order
from tests.timing import BUSY_SECONDS

# --- the calendar and the authorisation ----------------------------------------------------------------


def at(moment: datetime, an_order: ScanOrder) -> Guard:
    return guard_of(an_order, today=lambda: moment)


def test_quiet_hours_stop_the_scan() -> None:
    window = QuietWindow(start=datetime(1, 1, 1, 6).time(), end=datetime(1, 1, 1, 14).time())  # noqa: DTZ001
    guard = at(datetime(2026, 3, 2, 9, tzinfo=UTC), brisk_order(quiet=(window,), timezone="Europe/Rome"))
    with pytest.raises(Refused, match="quiet hours"):
        guard.permit(ask())
    assert "quiet hours" in guard.stopped


def test_quiet_hours_that_begin_while_it_waits_refuse() -> None:
    window = QuietWindow(start=datetime(1, 1, 1, 6).time(), end=datetime(1, 1, 1, 14).time())  # noqa: DTZ001
    moments = iter([datetime(2026, 3, 2, 4, 59, 59, tzinfo=UTC), datetime(2026, 3, 2, 5, tzinfo=UTC)])
    written = Written()
    an_order = brisk_order(quiet=(window,), timezone="Europe/Rome")
    with pytest.raises(Refused, match="quiet hours"):
        guard_of(an_order, written, today=lambda: next(moments)).permit(ask())
    assert written.entries == []


def authorised(since: date, until: date | None) -> ScanOrder:
    allowed = Authorisation(who="the owner", when=since, until=until)
    return brisk_order(timezone="Europe/Rome").model_copy(update={"authorisation": allowed})


def test_an_authorisation_that_has_run_out_refuses() -> None:
    guard = at(datetime(2026, 4, 1, 9, tzinfo=UTC), authorised(date(2026, 1, 1), date(2026, 3, 31)))
    with pytest.raises(Refused, match="ended"):
        guard.permit(ask())


def test_an_authorisation_runs_out_at_midnight_of_the_plant() -> None:
    until = authorised(date(2026, 1, 1), date(2026, 1, 31))
    at(datetime(2026, 1, 31, 22, 59, tzinfo=UTC), until).permit(ask())
    with pytest.raises(Refused, match="ended"):
        at(datetime(2026, 1, 31, 23, 1, tzinfo=UTC), until).permit(ask())


def test_an_authorisation_from_today_holds_although_it_is_yesterday_elsewhere() -> None:
    today = authorised(date(2026, 3, 2), None)
    at(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), today).permit(ask())
    with pytest.raises(Refused, match="begins"):
        at(datetime(2026, 3, 1, 22, 30, tzinfo=UTC), today).permit(ask())


# --- the emergency stop --------------------------------------------------------------------------------


def test_after_an_emergency_stop_there_are_no_permits() -> None:
    guard = guard_of()
    guard.stop("somebody pulled the plug")
    guard.stop("another reason")
    with pytest.raises(Refused, match="pulled the plug"):
        guard.permit(ask())
    assert guard.stopped == "somebody pulled the plug"


def felt(guard: Guard, act: Callable[[], Any]) -> float:
    """Seconds until `act` is refused after a stop."""
    timer = threading.Timer(0.2, guard.stop, ["enough"])
    timer.start()
    started = time.monotonic()
    with pytest.raises(Refused, match="enough"):
        act()
    timer.join()
    return time.monotonic() - started


def test_an_emergency_stop_is_felt_in_a_pause() -> None:
    guard = guard_of()
    assert felt(guard, lambda: guard.pause(60)) < BUSY_SECONDS


def test_an_emergency_stop_is_felt_while_waiting_for_the_budget() -> None:
    guard = guard_of(order())
    guard.budget.take(1000)
    assert felt(guard, lambda: guard.permit(ask())) < BUSY_SECONDS


def test_an_emergency_stop_is_felt_while_waiting_for_a_place_and_takes_none() -> None:
    guard = guard_of(order())
    guard.enter("127.0.0.1")
    assert felt(guard, lambda: guard.enter("127.0.0.1")) < BUSY_SECONDS
    guard.leave("127.0.0.1")
    with pytest.raises(ValueError, match="ended"):
        guard.leave("127.0.0.1")


def test_an_emergency_stop_in_the_pause_before_a_connect_gives_the_place_back() -> None:
    slow = BRISK.model_copy(update={"pause_between_connects": 60.0})
    guard = guard_of(brisk_order(pace=slow))
    guard.enter("127.0.0.1")
    assert felt(guard, lambda: guard.enter("127.0.0.1")) < BUSY_SECONDS
    guard.leave("127.0.0.1")
    with pytest.raises(ValueError, match="ended"):
        guard.leave("127.0.0.1")


def test_a_stop_by_a_signal_does_not_wait_for_the_thread_that_it_interrupts() -> None:
    guard = guard_of()
    ended = threading.Event()

    def interrupted() -> None:
        with guard._lock:
            guard.stop("a signal")
        ended.set()

    threading.Thread(target=interrupted, daemon=True).start()
    assert ended.wait(20)


# --- the pace ------------------------------------------------------------------------------------------


def faster(**fields: Any) -> Pace:
    return ZONE_PACE[Zone.OT].model_copy(update=fields)


@pytest.mark.parametrize(
    "fields",
    [{"frames_per_second": 11.0}, {"connections_per_host": 2}, {"hosts_in_flight": 2}, {"retries": 1},
     {"pause_between_connects": 0.5}, {"pause_between_requests": 0.1}, {"answer_seconds": 0.5}],
)  # fmt: skip
def test_faster_than_the_zone_is_refused_without_an_acknowledgement(fields: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=next(iter(fields))):
        guard_of(order(pace=faster(**fields)))
    guard_of(order(pace=faster(**fields), pace_acknowledged=ACKNOWLEDGEMENT))


def test_slower_needs_no_acknowledgement() -> None:
    assert guard_of(order(pace=faster(frames_per_second=1.0))).pace.frames_per_second == 1


def test_a_mixed_zone_is_asked_as_gently_as_machines() -> None:
    assert guard_of(order(zone=Zone.MIXED)).pace == ZONE_PACE[Zone.OT]


def test_a_machine_in_an_office_zone_is_asked_at_the_pace_of_machines() -> None:
    clock = FakeClock()
    guard = guard_of(order(zone=Zone.IT), clock=clock)
    guard.treat_gently("127.0.0.1")
    connects = []
    for _ in range(3):
        guard.enter("127.0.0.1")
        connects.append(clock.now)
        guard.leave("127.0.0.1")
    assert all(b - a >= 1 for a, b in pairwise(connects))
    assert guard.asset("127.0.0.2").pace == ZONE_PACE[Zone.IT]


def test_an_asset_can_become_a_machine_while_a_connection_is_open() -> None:
    guard = guard_of(order(zone=Zone.IT), clock=FakeClock())
    guard.enter("127.0.0.1")
    guard.treat_gently("127.0.0.1")
    guard.leave("127.0.0.1")
    assert guard.asset("127.0.0.1").pace.connections_per_host == 1


def test_a_zone_that_is_slower_than_machines_need_stays_slow() -> None:
    slow = faster(frames_per_second=1.0, pause_between_connects=9.0)
    guard = guard_of(order(zone=Zone.IT, pace=slow))
    guard.treat_gently("127.0.0.1")
    assert guard.asset("127.0.0.1").pace.pause_between_connects == 9


def test_requests_to_one_machine_keep_their_pause() -> None:
    clock = FakeClock()
    guard = guard_of(order(), clock=clock)
    request = ask(kind="handshake", frames=2)
    guard.permit(request)
    before = clock.now
    guard.permit(request)
    assert clock.now - before >= 0.5


def test_a_request_leaves_when_the_budget_says_so_and_not_after() -> None:
    clock = FakeClock()
    written = Written()
    guard = guard_of(order(), written, clock=clock)
    left = []
    for kind in ("handshake", "handshake", "connect", "handshake", "connect", "connect", "connect") * 4:
        guard.permit(ask(kind=kind, frames=3))
        left.append(clock.now)
    assert max(sum(3 for at in left if begun <= at < begun + 1) for begun in left) <= 10


def test_what_can_not_be_held_back_is_written_and_charged() -> None:
    written, clock = Written(), FakeClock()
    guard = guard_of(order(), written, clock=clock)
    guard.book(ask(kind="farewell", frames=3))
    assert [entry.frames for entry in written.entries] == [3]
    guard.permit(ask())
    assert clock.now >= 100.3
