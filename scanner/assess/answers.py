"""What an answer of the owner is worth: it is dated, a proof makes it weigh more, and what was seen beats it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from scanner.assess.interval import DECLARED, DOCUMENT, GAP, NOT_ASSESSED, Credit
from scanner.model import AnswerGiven, Finding, Outcome
from scanner.requirements import Questions

VALID = timedelta(days=365)
"""How long an answer counts; an older one is asked again."""

SAID_YES = frozenset({"yes", "partly"})


def weighed_against(
    answers: Sequence[AnswerGiven], questions: Questions, findings: Sequence[Finding]
) -> tuple[AnswerGiven, ...]:
    """The answers in the order of the questions, each with its text and the gaps that speak against it."""
    gaps: dict[str, list[str]] = {}
    for finding in findings:
        if finding.outcome is Outcome.NOT_MET:
            gaps.setdefault(finding.check, []).append(finding.key)
    by_question = {one.question: one for one in answers}
    return tuple(
        by_question[asked.id].model_copy(update={
            "title": asked.text,
            "contradicted_by": tuple(key for check in asked.contradicted_by for key in gaps.get(check, ()))
            if by_question[asked.id].answer in SAID_YES else (),
        })
        for asked in questions.questions if asked.id in by_question
    )  # fmt: skip


def worth(answers: Sequence[AnswerGiven], today: date) -> Mapping[str, Credit | None]:
    """What each answered question counts; None: it does not apply, so it does not count at all."""
    return {one.question: credit(one, today) for one in answers}


def credit(given: AnswerGiven, today: date) -> Credit | None:
    """Proven 0.8 with a proof, 0.5 without; "partly" is worth half of it and is possible to the half.

    "No" is a gap however old. Any other answer older than `VALID`, or without a date, is not assessed;
    so is "not applicable" without a reason.
    """
    if given.contradicted_by or given.answer == "no":
        return GAP
    if stale(given, today) or given.answer == "dont_know":
        return NOT_ASSESSED
    if given.answer == "not_applicable":
        return None if given.reason.strip() else NOT_ASSESSED
    whole = DOCUMENT if given.proof.strip() else DECLARED
    return whole if given.answer == "yes" else Credit(lo=whole.lo / 2, hi=0.5, coverage=1)


def stale(given: AnswerGiven, today: date) -> bool:
    """Whether an answer is too old to count, or nobody knows how old it is."""
    return given.on is None or given.on > today or today - given.on > VALID
