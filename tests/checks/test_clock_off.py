"""Does a device's clock go wrong?"""

from datetime import UTC, datetime, timedelta

import pytest

from checks.clock_off import clock_off
from scanner.evidence import AssetView, HttpPage, SmbServer, TimeServer
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET, asset, heard_at

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def telling(*seconds: int | None) -> AssetView:
    """Web pages whose clocks differ from ours by so many seconds; None: they tell no time."""
    dates = [None if one is None else NOON + timedelta(seconds=one) for one in seconds]
    rows = [heard_at("10.0.0.7", HttpPage(status=200, date=date)) for date in dates]
    return AssetView(
        asset=asset("10.0.0.7"), evidence=tuple(row.model_copy(update={"at": NOON}) for row in rows)
    )


@pytest.mark.parametrize("seconds", [0, -300, 300, 2])
def test_five_minutes_are_tolerated(seconds: int) -> None:
    assert clock_off(telling(seconds)).outcome is MET


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3600, "Its clock is 60 minutes slow."), (301, "Its clock is 5 minutes fast.")],
)
def test_more_is_a_gap_that_says_how_much(seconds: int, words: str) -> None:
    verdict = clock_off(telling(seconds))
    assert (verdict.outcome, str(verdict.why), verdict.severity) == (NOT_MET, words, Severity.LOW)


def test_a_day_is_worse() -> None:
    assert clock_off(telling(1, -90_000)).severity is Severity.MEDIUM


def test_the_first_and_the_last_year_that_can_be_written_are_no_trouble() -> None:
    years = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
    for year in years:
        assert clock_off(telling(round((year - NOON).total_seconds()))).outcome is NOT_MET


def test_a_machine_that_tells_no_time_is_not_judged() -> None:
    assert clock_off.applies
    assert not clock_off.applies(telling(None))
    assert clock_off.applies(telling(None, 5))


def test_the_clock_of_a_file_server_and_of_a_time_server_count_as_well() -> None:
    for fact in (SmbServer(date=NOON), TimeServer(stratum=2, synchronised=True, date=NOON)):
        row = heard_at("10.0.0.7", fact).model_copy(update={"at": NOON + timedelta(hours=2)})
        verdict = clock_off(AssetView(asset=asset("10.0.0.7"), evidence=(row,)))
        assert str(verdict.why) == "Its clock is 120 minutes slow."
