"""Nothing is sent in quiet hours, which are the plant's own local hours."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from scanner.model import QuietWindow
from scanner.plugin import Refused
from scanner.sensor.guard.calendar import Calendar


def quiet(start: str, end: str, zone: str = "Europe/Rome", **more: Any) -> Calendar:
    window = QuietWindow(start=time.fromisoformat(start), end=time.fromisoformat(end), **more)
    return Calendar.of([window], zone)


def is_quiet(calendar: Calendar, moment: str) -> bool:
    """`moment` is in UTC. 2026-03-02 is a Monday."""
    try:
        calendar.check(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    ("utc", "expected"),
    [("05:00", True), ("12:59", True), ("13:00", False), ("04:59", False)],
)
def test_a_window_is_in_local_time_and_ends_before_its_end(utc: str, expected: bool) -> None:
    assert is_quiet(quiet("06:00", "14:00"), f"2026-03-02T{utc}") is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-06T20:59", False), ("2026-03-06T21:00", True),  # Friday evening
        ("2026-03-07T04:59", True), ("2026-03-07T05:00", False),  # belongs to Friday's shift
        ("2026-03-07T21:30", False),  # Saturday evening
        ("2026-03-06T04:30", False),  # Thursday's shift
    ],
)  # fmt: skip
def test_a_window_over_midnight_belongs_to_the_day_that_it_starts_on(moment: str, expected: bool) -> None:
    assert is_quiet(quiet("22:00", "06:00", days=("fri",)), moment) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-29T00:59", False), ("2026-03-29T01:00", True),  # 01:59 and then 03:00: the hour is skipped
        ("2026-03-29T03:59", True), ("2026-03-29T04:00", False),
        ("2026-10-25T00:30", True), ("2026-10-25T01:30", True),  # 02:30 comes twice
        ("2026-10-25T04:59", True), ("2026-10-25T05:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_follow_the_clock_on_the_days_that_it_changes(moment: str, expected: bool) -> None:
    assert is_quiet(quiet("02:30", "06:00"), moment) is expected


def test_a_night_shift_over_the_change_of_the_clock_stays_quiet() -> None:
    night = quiet("22:00", "06:00", days=("sat",))
    assert is_quiet(night, "2026-03-28T21:00")
    assert is_quiet(night, "2026-03-29T03:59")
    assert not is_quiet(night, "2026-03-29T04:00")


def test_a_day_that_is_not_named_is_not_quiet() -> None:
    assert not is_quiet(quiet("06:00", "14:00", days=("tue",)), "2026-03-02T09:00")


def test_the_refusal_names_the_window_and_its_end() -> None:
    shift = quiet("06:00", "14:00", name="early shift")
    with pytest.raises(Refused, match=r"early shift.*14:00"):
        shift.check(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Europe/Roma", "../../etc/passwd", "/etc/localtime", "\0"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(Refused, match="time zone"):
        Calendar.of([], zone)


def test_without_windows_nothing_is_quiet() -> None:
    Calendar.of([], "").check(datetime(2026, 3, 2, tzinfo=UTC))
