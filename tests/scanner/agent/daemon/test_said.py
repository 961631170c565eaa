"""What the agent itself says in a report is short, true, and in every language to its last word."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from reports.i18n import named
from scanner.agent.daemon.said import NOBODY, STOPS, interruption, lateness
from scanner.store import Due
from tests.languages import each_language

WHEN = datetime(2026, 11, 20, 2, tzinfo=UTC)
ENGLISH = {"audit", "was", "due", "on", "began", "why", "so", "late", "further", "dates", "missed", "interrupted",
           "went", "the", "agent's", "or", "its", "not", "running", "stops", "quiet", "hours", "until"}  # fmt: skip


def due(**more: object) -> Due:
    return Due.model_validate({"segment": "hall", "due": WHEN} | more)


def test_an_audit_that_begins_in_time_has_nothing_to_say() -> None:
    assert lateness(due(why=NOBODY), WHEN + timedelta(minutes=59)) == ()


def test_an_audit_that_comes_late_says_when_it_was_due_why_and_what_fell_out() -> None:
    when, why, missed = lateness(due(why=f"{NOBODY}.", missed=2), WHEN + timedelta(days=3))
    assert re.fullmatch(
        r"This audit was due on 2026-11-\d\d \d\d:00 and began on 2026-11-\d\d \d\d:00\.", when
    )
    assert why == "Why it began so late: the agent or its computer was not running."
    assert missed == "Further dates that were missed: 2."


def test_a_date_that_was_missed_is_told_however_punctual_the_audit_is() -> None:
    assert lateness(due(missed=1), WHEN)[-1] == "Further dates that were missed: 1."


@each_language
@pytest.mark.parametrize("why", [NOBODY, STOPS, "quiet hours (X) until 2026-11-28 14:00", ""])
def test_no_english_word_is_left_in_another_language(code: str, why: str) -> None:
    language = named(code)
    said = [*lateness(due(why=why, missed=1), WHEN + timedelta(days=3)), interruption(why, WHEN)]
    for sentence in said:
        shown = language.phrase(sentence)
        assert shown != sentence
        assert ENGLISH & set(re.findall(r"[a-z']+", shown.lower())) == set(), shown
