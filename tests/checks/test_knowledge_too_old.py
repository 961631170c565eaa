"""Old or missing knowledge is told, not passed over."""

from typing import Any

from checks.knowledge_too_old import knowledge_too_old
from scanner.evidence import SegmentKnown
from scanner.model import Zone
from scanner.model.known import KnowledgeSource
from tests.checks.facts import MET, NOT_MET

FRESH = KnowledgeSource(id="kev", name="KEV", age_days=3)


def segment(*sources: KnowledgeSource, **changes: Any) -> SegmentKnown:
    return SegmentKnown(**{"segment": "hall", "zone": Zone.MIXED, "sources": sources} | changes)


def test_fresh_lists_are_in_order() -> None:
    assert knowledge_too_old(segment(FRESH)).outcome is MET


def test_the_list_of_the_program_alone_is_too_little() -> None:
    starter = KnowledgeSource(id="starter", name="catalogue", age_days=3)
    verdict = knowledge_too_old(segment(starter, absent="there is no file"))
    assert verdict.outcome is NOT_MET
    assert "there is no file" in str(verdict.why)


def test_one_old_list_is_named() -> None:
    verdict = knowledge_too_old(
        segment(FRESH, KnowledgeSource(id="epss", name="EPSS", age_days=99, stale=True))
    )
    assert str(verdict.why) == "EPSS is 99 days old."


def test_a_list_that_could_not_be_fetched_is_named_with_the_reason() -> None:
    verdict = knowledge_too_old(segment(FRESH.model_copy(update={"problem": "no route"})))
    assert (verdict.outcome, "no route" in str(verdict.why)) == (NOT_MET, True)
