"""Accepted risks: a gap stays a gap, and whoever accepted it is named until the day that he chose."""

from datetime import date
from typing import Any

import pytest

from scanner.agent.owner import accepted_of, answers_of
from scanner.model import AcceptedRisk, AnswerGiven, Asset, Outcome
from scanner.requirements import Question, Questions
from tests.scanner.assess.small import CARDS, CATALOGUE, EVIDENCE, HINT, MET, NOT_MET, UNKNOWN, finding

TODAY = date(2026, 11, 22)
PRESS = Asset(id="a", addresses=("10.0.0.7",), mac="00:1b:1b:00:00:01", names=("Press-1",))
GAP = finding(EVIDENCE, "a", NOT_MET)


def rule(**changes: Any) -> AcceptedRisk:
    fields: dict[str, Any] = {
        "check": "plain",
        "owner": "Anna",
        "reason": "next stop",
        "until": date(2027, 1, 1),
    }
    return AcceptedRisk.model_validate(fields | changes)


@pytest.mark.parametrize("name", ["", "a", "10.0.0.7", "00:1B:1B:00:00:01", "press-1"])
def test_a_machine_is_found_by_any_of_its_names(name: str) -> None:
    (found,) = accepted_of([rule(asset=name)], [GAP], [PRESS], TODAY)
    assert found.findings == (GAP.key,)


def test_only_gaps_of_that_check_and_machine_are_meant() -> None:
    others = [finding(HINT, "a", NOT_MET), finding(EVIDENCE, "a", MET), finding(EVIDENCE, "a", UNKNOWN)]
    (found,) = accepted_of([rule(asset="10.0.0.8")], [GAP, *others], [PRESS], TODAY)
    assert found.findings == ()
    (found,) = accepted_of([rule()], [GAP, *others], [PRESS], TODAY)
    assert found.findings == (GAP.key,)


@pytest.mark.parametrize(("until", "expired"), [(date(2026, 11, 21), True), (TODAY, False)])
def test_it_expires_after_its_last_day(until: date, expired: bool) -> None:
    (found,) = accepted_of([rule(until=until)], [GAP], [PRESS], TODAY)
    assert found.expired is expired


def test_the_score_is_the_same_with_and_without_it() -> None:
    from scanner.assess import assess

    # Nothing of an accepted risk is handed to the arithmetic: the finding is all that it sees.
    scored = assess([GAP], CARDS, [PRESS], CATALOGUE)
    accepted_of([rule()], [GAP], [PRESS], TODAY)
    assert GAP.outcome is Outcome.NOT_MET
    assert scored.score.gaps == 1


@pytest.mark.parametrize(
    ("answer", "on", "outdated"),
    [
        ("yes", date(2026, 11, 1), False),
        ("yes", date(2025, 11, 1), True),
        ("yes", None, True),
        ("partly", date(2025, 11, 1), True),
        ("no", date(2001, 1, 1), False),
    ],
)
def test_an_answer_says_whether_it_still_counts(answer: Any, on: date | None, outdated: bool) -> None:
    asked = Questions(version="1", date=date(2026, 1, 1), questions=(Question(id="q1", text="One?"),))
    stored = AnswerGiven(question="q1", title="", answer=answer, on=on)
    (told,) = answers_of([stored], asked, [], TODAY)
    assert told.outdated is outdated


def test_without_questions_there_are_no_answers() -> None:
    stored = AnswerGiven(question="q1", title="", answer="yes", on=TODAY)
    assert answers_of([stored], None, [], TODAY) == ()
