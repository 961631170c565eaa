"""What lies inside an interval and inside a range."""

import pytest

from scanner.knowledge.versions import Interval, Range, RangeKind

LOW, BETWEEN, HIGH = b"\x02", b"\x03", b"\x04"


@pytest.mark.parametrize(
    ("interval", "inside"),
    [
        (Interval(LOW, HIGH, True, True), [LOW, BETWEEN, HIGH]),
        (Interval(LOW, HIGH, False, False), [BETWEEN]),
        (Interval(LOW, HIGH, True, False), [LOW, BETWEEN]),
        (Interval(None, HIGH, False, False), [b"", LOW, BETWEEN]),
        (Interval(LOW, None, False, False), [BETWEEN, HIGH, b"\xff"]),
        (Interval(None, None, False, False), [b"", LOW, BETWEEN, HIGH, b"\xff"]),
    ],
)
def test_a_bound_counts_only_where_it_is_included(interval: Interval, inside: list[bytes]) -> None:
    every = [b"", LOW, BETWEEN, HIGH, b"\xff"]
    assert [key for key in every if interval.holds(key)] == inside


def test_what_was_not_understood_cannot_tell() -> None:
    assert Range(RangeKind.UNPARSED, (), "", "VX.17").holds(LOW) is None


def test_all_versions_hold_every_one() -> None:
    assert Range(RangeKind.ALL, (), "", "vers:all/*").holds(LOW) is True


def test_a_range_holds_what_one_of_its_intervals_holds() -> None:
    two = (Interval(None, LOW, False, True), Interval(HIGH, HIGH, True, True))
    read = Range(RangeKind.SOME, two, "", "<= 2, 4")
    assert [read.holds(key) for key in (LOW, BETWEEN, HIGH)] == [True, False, True]
