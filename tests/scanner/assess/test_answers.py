"""Answers of the owner: dated, worth more with a proof, beaten by what was seen."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.assess import DECLARED, DOCUMENT, GAP, NOT_ASSESSED, assess, weighed_against, worth
from scanner.assess.answers import credit
from scanner.model import AnswerGiven
from scanner.requirements import Question, Questions
from tests.scanner.assess.small import CARDS, CATALOGUE, EVIDENCE, MET, NOT_MET, assets, finding

TODAY = date(2026, 11, 22)
QUESTIONS = Questions(
    version="1", date=date(2026, 1, 1),
    questions=(Question(id="q1", text="One?", contradicted_by=("plain",)), Question(id="q2", text="Two?")),
)  # fmt: skip


def said(answer: str, **changes: Any) -> AnswerGiven:
    fields: dict[str, Any] = {"question": "q1", "title": "", "answer": answer, "on": date(2026, 11, 1)}
    return AnswerGiven.model_validate(fields | changes)


def test_a_proof_makes_a_yes_weigh_more() -> None:
    assert credit(said("yes"), TODAY) == DECLARED
    assert credit(said("yes", proof="minutes of 3 May"), TODAY) == DOCUMENT


def test_partly_is_worth_half_and_can_never_become_whole() -> None:
    partly = credit(said("partly"), TODAY)
    assert partly is not None
    assert (partly.lo, partly.hi, partly.coverage) == (0.25, 0.5, 1)


@pytest.mark.parametrize("on", [date(2025, 11, 1), None, date(2027, 1, 1)])
def test_an_answer_that_is_old_undated_or_of_tomorrow_is_not_assessed(on: date | None) -> None:
    assert credit(said("yes", on=on), TODAY) == NOT_ASSESSED


def test_a_no_stays_a_gap_however_old_it_is() -> None:
    assert credit(said("no", on=date(2001, 1, 1)), TODAY) == GAP


def test_dont_know_is_not_assessed() -> None:
    assert credit(said("dont_know"), TODAY) == NOT_ASSESSED


def test_not_applicable_needs_a_reason() -> None:
    assert credit(said("not_applicable"), TODAY) == NOT_ASSESSED
    assert credit(said("not_applicable", reason="no staff"), TODAY) is None


def test_what_was_seen_beats_what_was_said() -> None:
    gap = finding(EVIDENCE, "a", NOT_MET)
    (told,) = weighed_against([said("yes", proof="a paper")], QUESTIONS, [gap])
    assert told.contradicted_by == (gap.key,)
    assert credit(told, TODAY) == GAP


def test_an_honest_no_is_not_contradicted() -> None:
    (told,) = weighed_against([said("no")], QUESTIONS, [finding(EVIDENCE, "a", NOT_MET)])
    assert told.contradicted_by == ()


def test_answers_stand_in_the_order_of_the_questions_with_their_text() -> None:
    told = weighed_against(
        [said("yes", question="q2"), said("no"), said("no", question="old")], QUESTIONS, []
    )
    assert [(one.question, one.title) for one in told] == [("q1", "One?"), ("q2", "Two?")]


def test_a_question_that_does_not_apply_leaves_its_share_to_the_others() -> None:
    met = [finding(EVIDENCE, "a", MET)]

    def lo(*answers: AnswerGiven) -> float:
        done = assess(met, CARDS, assets("a"), CATALOGUE, answers=worth(answers, TODAY))
        return next(one.lo for one in done.requirements if one.id == "R2")

    none, yes = said("not_applicable", reason="no staff"), said("yes", question="q2", proof="p")
    assert lo(none, yes) == pytest.approx(0.4)
    assert lo(yes) == pytest.approx(0.2)


ANSWERS = st.builds(
    AnswerGiven, question=st.sampled_from(["q1", "q2"]), title=st.just(""),
    answer=st.sampled_from(["yes", "partly", "no", "dont_know", "not_applicable"]),
    on=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)), proof=st.sampled_from(["", "p"]),
    reason=st.sampled_from(["", "r"]), contradicted_by=st.sampled_from([(), ("key",)]),
)  # fmt: skip


@given(ANSWERS)
def test_no_answer_alone_proves_everything(one: AnswerGiven) -> None:
    found = credit(one, TODAY)
    assert found is None or 0 <= found.lo <= found.hi <= 1
    assert found is None or found.lo <= DOCUMENT.lo


@given(ANSWERS)
def test_taking_a_gap_away_never_proves_more(one: AnswerGiven) -> None:
    def lo(*answers: AnswerGiven) -> float:
        return assess([], CARDS, [], CATALOGUE, answers=worth(answers, TODAY)).score.lo

    without = one.model_copy(update={"answer": "dont_know", "contradicted_by": ()})
    assert credit(one, TODAY) != GAP or lo(without) <= lo(one)


def test_a_scored_requirement_names_the_questions_that_ask_for_it() -> None:
    scored = assess([finding(EVIDENCE, "a", MET)], CARDS, assets("a"), CATALOGUE)
    assert {one.id: one.questions for one in scored.requirements if one.questions} == {"R2": ("q1", "q2")}
