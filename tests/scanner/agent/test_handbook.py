"""docs/checks.md tells what the checks do today."""

from pathlib import Path

import pytest

from scanner.agent.handbook import document, sentences
from scanner.model import Verdict, met, not_met, unknown
from scanner.packs import load_checks
from tests.scanner.agent.things import a_check, catalogue

PAGE = Path(__file__).resolve().parents[3] / "docs" / "checks.md"
CHECKS = load_checks()


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == document(CHECKS), (
        "run: python -m scanner.agent.handbook > docs/checks.md"
    )


@pytest.mark.parametrize("check", list(CHECKS.checks))
def test_every_check_says_when_it_fails_or_that_it_can_not_tell(check: str) -> None:
    assert sentences(CHECKS.checks[check], "not_met") or sentences(CHECKS.checks[check], "unknown")


def helper(port: int) -> Verdict:
    return met("Helped {port}.", port=port) if port else helper(port + 1)


def judged(fact: object) -> Verdict:
    if fact == 1:
        return not_met("Bad.")
    if fact == 2:
        return not_met("Worse.")
    return next(helper(each) for each in (1, 2)) if fact else unknown("Who knows.")


def test_the_sentences_of_a_check_are_those_of_its_code_and_of_what_it_calls() -> None:
    check = a_check(judged)
    assert sentences(check, "not_met") == ["Bad.", "Worse."]
    assert sentences(check, "met") == ["Helped {port}."]
    assert sentences(check, "unknown") == ["Who knows."]


def test_a_section_has_severity_links_evidence_and_sentences() -> None:
    page = document(catalogue(a_check(judged)))
    for words in (
        "| [greets](#greets) | It greets | low | R6 (evidence) |", "## greets", "**It greets.** It may not.",
        "- Severity: low; weight 1.", "- Evidence: ftp-greeting (`banner`", "- Fails: Bad. · Worse.",
        "- Passes: Helped {port}.", "- Can't tell: Who knows.", "- To do (it, hours): Be still.",
    ):  # fmt: skip
        assert words in page
