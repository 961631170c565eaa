"""What is news: told where it was seen, and never for what could not be looked at."""

import pytest

from scanner.agent.delivery import happened, over
from scanner.model import Audit, Finding, Outcome, Score, Severity
from scanner.model.known import KnowledgeSource
from tests.scanner.agent.delivery.things import LATHE, PRESS, an_audit, gap


def kinds(audit: Audit, previous: Audit | None = None, met: frozenset[str] = frozenset()) -> list[str]:
    return [one.kind for one in happened(audit, previous, met) if one.kind != "always"]


def test_a_critical_gap_that_was_there_before_is_no_news() -> None:
    assert kinds(an_audit("s2", gap()), an_audit("s1", gap()), frozenset("a")) == []


@pytest.mark.parametrize(
    "before",
    [(), (gap(severity=Severity.HIGH),), (gap(outcome=Outcome.UNKNOWN),), (gap(outcome=Outcome.MET),)],
)
def test_a_gap_that_is_critical_only_now_is_news(before: tuple[Finding, ...]) -> None:
    assert kinds(an_audit("s2", gap()), an_audit("s1", *before), frozenset("a")) == ["critical"]


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.MET])
def test_what_could_not_be_looked_at_and_what_is_in_order_is_no_news(outcome: Outcome) -> None:
    assert kinds(an_audit("s1", gap(outcome=outcome))) == []


def test_the_first_audit_of_a_segment_tells_its_critical_gaps_and_no_new_machines() -> None:
    assert kinds(an_audit("s1", gap(), assets=(PRESS, LATHE))) == ["critical"]


def test_a_machine_is_new_when_no_earlier_audit_met_it() -> None:
    now, before = an_audit("s3", assets=(PRESS, LATHE)), an_audit("s2")
    (event,) = [one for one in happened(now, before, frozenset("a")) if one.kind == "new_device"]
    assert (event.asset, event.machine, event.address) == ("b", "lathe", "10.0.0.2")
    assert kinds(now, before, frozenset("ab")) == []


def test_judging_a_scan_again_meets_nobody_new() -> None:
    now, before = an_audit("s1", gap(), assets=(PRESS, LATHE)), an_audit("s1", assets=(PRESS, LATHE))
    assert kinds(now, before) == ["critical"]


def test_a_score_that_fell_is_told_with_both_ends_of_its_interval() -> None:
    (event,) = [
        one
        for one in happened(an_audit("s2", lo=0.4), an_audit("s1"), frozenset("a"))
        if one.kind == "score_fell"
    ]
    assert event.values == {"lo_before": 0.5, "lo_after": 0.4, "hi_before": 0.9, "hi_after": 0.9}


@pytest.mark.parametrize(
    "after",
    [
        an_audit("s2", lo=0.495),
        an_audit("s2", lo=0.6),
        an_audit("s2", lo=0.1, catalogue="Small 2"),
    ],
)
def test_a_score_that_did_not_fall_or_does_not_compare_is_no_news(after: Audit) -> None:
    assert kinds(after, an_audit("s1"), frozenset("a")) == []


def test_the_score_of_an_audit_that_was_cut_short_proves_no_fall() -> None:
    cut = an_audit("s2", lo=0.1, complete=False, reason="A machine fell silent.")
    assert kinds(cut, an_audit("s1"), frozenset("a")) == ["incomplete"]


def test_possible_points_that_are_lost_are_a_fall_too() -> None:
    worse = an_audit("s2").model_copy(update={"score": Score(lo=0.5, hi=0.6, coverage=1)})
    assert kinds(worse, an_audit("s1"), frozenset("a")) == ["score_fell"]


def test_old_knowledge_is_told_and_young_is_not() -> None:
    old = KnowledgeSource(id="kev", name="KEV", newest="2026-01-01", stale=True)
    young = KnowledgeSource(id="epss", name="EPSS", newest="2026-11-01")
    (event,) = [
        one for one in happened(an_audit(sources=(old, young)), None, ()) if one.kind == "knowledge_stale"
    ]
    assert event.values == {"source": "KEV", "newest": "2026-01-01"}


def test_only_what_was_seen_to_be_mended_or_milder_is_over() -> None:
    key = f"critical|hall|{gap().key}"
    assert key in over(an_audit("s2", gap(outcome=Outcome.MET)))
    assert key in over(an_audit("s2", gap(severity=Severity.HIGH)))
    assert over(an_audit("s2", gap(outcome=Outcome.UNKNOWN))) == {"incomplete|hall"}
    assert over(an_audit("s2", complete=False, reason="x")) == frozenset()
