"""Do clocks go wrong in a network where nobody gives the time?"""

from datetime import timedelta

from checks.no_time_source import no_time_source
from scanner.evidence import HttpPage, SegmentView, SmbServer, TimeServer
from scanner.model import Fact
from tests.checks.facts import MET, NOT_MET, UNKNOWN, heard_at, segment


def hearing(*facts: Fact) -> SegmentView:
    return segment(evidence=tuple(heard_at(f"10.0.0.{number}", fact) for number, fact in enumerate(facts, 1)))


def clock(seconds: int) -> HttpPage:
    at = heard_at("10.0.0.1", HttpPage(status=200)).at
    return HttpPage(status=200, date=at + timedelta(seconds=seconds))


def test_wrong_clocks_and_nobody_who_gives_the_time_are_a_gap_with_their_number() -> None:
    at = clock(0).date
    assert at
    late = SmbServer(date=at - timedelta(hours=1))
    verdict = no_time_source(hearing(clock(3600), late, clock(1)))
    assert (verdict.outcome, str(verdict.why)) == (
        NOT_MET,
        "No time server was met here, and clocks are wrong: 2.",
    )


def test_a_server_that_gives_the_time_is_in_order() -> None:
    assert no_time_source(hearing(clock(3600), TimeServer(stratum=2, synchronised=True))).outcome is MET


def test_a_server_that_has_none_itself_counts_for_nothing() -> None:
    lost = TimeServer(stratum=16, synchronised=False)
    assert no_time_source(hearing(clock(3600), lost)).outcome is NOT_MET
    assert no_time_source(hearing(lost)).outcome is UNKNOWN


def test_silence_alone_is_no_gap() -> None:
    assert no_time_source(hearing(clock(1))).outcome is UNKNOWN
    assert no_time_source(segment()).outcome is UNKNOWN
