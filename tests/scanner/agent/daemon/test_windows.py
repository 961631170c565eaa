"""The production calendar: when a segment may be examined, and what stands in the way."""

from datetime import timedelta

import pytest

from scanner.agent.daemon.windows import free_from, holding, obstacle
from scanner.config import ConfigError
from scanner.sensor.guard.calendar import Calendar
from tests.scanner.agent.daemon.things import rome, segment

SHIFTS = """
[segments.schedule]
cron = "0 2 * * sat"
holidays = [2026-12-25]
blackout = [{ first = 2026-12-28, last = 2026-12-30 }]
[[segments.schedule.shifts]]
name = "Early shift"
days = ["mon", "tue", "wed", "thu", "fri"]
start = "06:00"
end = "14:00"
"""
NIGHT = '\n[[segments.quiet]]\nname = "Night"\nstart = "22:00"\nend = "06:00"\n'


def test_a_shift_holds_until_its_end() -> None:
    hall = segment(SHIFTS)
    assert free_from(hall, rome(2026, 11, 23, 7)) == rome(2026, 11, 23, 14)
    assert free_from(hall, rome(2026, 11, 23, 15)) == rome(2026, 11, 23, 15)
    assert obstacle(hall, rome(2026, 11, 23, 7)) == "quiet hours (Early shift) until 2026-11-23 14:00"


def test_a_shift_does_not_hold_on_a_holiday() -> None:
    assert obstacle(segment(SHIFTS), rome(2026, 12, 24, 7)) != ""
    assert obstacle(segment(SHIFTS), rome(2026, 12, 25, 7)) == ""


def test_a_blackout_holds_to_the_last_moment_of_its_last_day() -> None:
    hall = segment(SHIFTS)
    assert free_from(hall, rome(2026, 12, 28)) == rome(2026, 12, 31)
    last = rome(2026, 12, 31) - timedelta(microseconds=1)
    assert holding(hall, last) is not None
    assert holding(hall, rome(2026, 12, 31)) is None
    assert holding(hall, rome(2026, 12, 28) - timedelta(microseconds=1)) is None


def test_windows_that_follow_each_other_are_waited_for_together() -> None:
    hall = segment(SHIFTS + NIGHT)
    assert free_from(hall, rome(2026, 11, 23, 23)) == rome(2026, 11, 24, 14)


def test_a_calendar_without_a_gap_is_told_as_such() -> None:
    half = '\n[[segments.quiet]]\nstart = "{}"\nend = "{}"\n'
    hall = segment(half.format("00:00", "12:00") + half.format("12:00", "00:00"))
    assert free_from(hall, rome(2026, 11, 23, 7)) is None
    assert "more than a year" in obstacle(hall, rome(2026, 11, 23, 7))


def test_a_night_is_as_long_as_the_clock_shows_when_it_changes() -> None:
    hall = segment(NIGHT)
    spring, autumn = rome(2027, 3, 27, 22), rome(2026, 10, 24, 22)
    assert (free_from(hall, spring) or spring) - spring == timedelta(hours=7)
    assert (free_from(hall, autumn) or autumn) - autumn == timedelta(hours=9)


def test_the_sensors_guard_and_the_agent_agree_at_every_hour_of_two_months() -> None:
    from scanner.plugin import Refused

    hall = segment(SHIFTS + NIGHT)
    guard = Calendar.of(hall.windows, hall.timezone)
    moment, held = rome(2026, 11, 20), 0
    for _ in range(24 * 60):
        moment += timedelta(hours=1)
        try:
            guard.check(moment)
            refused = False
        except Refused:
            refused = True
        held += refused
        assert refused == bool(holding(hall, moment)), moment
    assert 300 < held < 1400


def test_nothing_begins_without_leave() -> None:
    hall = segment()
    assert obstacle(hall, rome(2026, 1, 14, 12)) == "the authorisation begins on 2026-01-15"
    until = hall.authorisation.model_copy(update={"until": rome(2026, 2, 1).date()})
    expired = hall.model_copy(update={"authorisation": until})
    assert "ended on" in obstacle(expired, rome(2026, 2, 2, 12))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('cron = "0 2 * * 6"', "write the weekday as a name"),
        ('cron = "*/5 * * * *"', "at most once in 1h"),
        ('cron = "0 0 30 2 *"', "never comes"),
        ('cron = "hello * * * *"', "hello"),
        ('cron = "0 2 * *"', "minute, hour, day"),
        ('every = "7d"\ncron = "0 2 * * *"', 'exactly one of "cron" and "every"'),
        ("holidays = []", 'exactly one of "cron" and "every"'),
        ('every = "10m"', "at least 1h"),
        ('every = "soon"', '"7d"'),
        ('every = "7d"\nholidays = [5]', "2026-12-25"),
        ('every = "7d"\nholidays_file = "none.txt"', "cannot be read"),
        ('every = "7d"\nblackout = [{ first = 2026-08-10, last = 2026-08-01 }]', 'before "first"'),
        ('every = "7d"\n[[segments.schedule.shifts]]\nstart = 6\nend = "14:00"', '"06:30"'),
        ('every = "7d"\n[[segments.schedule.shifts]]\nstart = "06:00"\nend = "06:00"', "same as"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_one_sentence_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml, line \d+: ") as told:
        segment("\n[segments.schedule]\n" + text)
    assert words in str(told.value)
    assert len(told.value.sentences) == 1
