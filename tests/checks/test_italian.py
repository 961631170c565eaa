"""Every sentence has good Italian: none is missing, none lost a hole, and the short ones read easily."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scanner.plugin import Check
from scanner.requirements import load_questions
from tests.checks.own import CATALOGUE, FOLDER, own_checks, templates
from tests.checks.own import ITALIAN as FILES

QUESTIONS = FOLDER / "questions.toml"
SUMMARY = ("title", "why", "what_to_do", "praise")
EASY = 60


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="it", domain="checks", abort_invalid=True)


SAID = [
    (message.id, str(message.string))
    for path in sorted(FILES.glob("*.po"))
    for message in _read(path)
    if isinstance(message.id, str) and message.id
]
ITALIAN = dict(SAID)
each = pytest.mark.parametrize("check", own_checks(), ids=lambda check: check.id)


def gulpease(text: str) -> float:
    """89 + (300 x sentences - 10 x letters) / words (Lucisano and Piemontese, 1988)."""
    words = len(re.findall(r"\w+(?:[./]\w+)*", text))
    letters = len(re.findall(r"[^\W\d_]", text))
    full_stops = max(1, len(re.findall(r"[.!?](?=\s|$)", text)))
    return 89 + (300 * full_stops - 10 * letters) / words


def catalogue_words() -> list[str]:
    parts = [(one.title, one.explanation) for one in CATALOGUE.requirements]
    asked = [(one.text, one.help) for one in load_questions(QUESTIONS, CATALOGUE).questions]
    return [theme.title for theme in CATALOGUE.themes] + [text for pair in parts + asked for text in pair]


def words_of(check: Check[Any]) -> list[str]:
    return [text for field in (*SUMMARY, "message", "recheck") if (text := getattr(check, field))]


def test_the_measure_tells_easy_from_hard() -> None:
    assert gulpease("Il cane dorme. Il gatto no.") == pytest.approx(89 + (300 * 2 - 10 * 20) / 6)
    hard = "L'implementazione dell'autenticazione multifattoriale garantisce adeguatezza organizzativa."
    assert gulpease(hard) < 30


@each
def test_every_string_of_a_check_is_translated(check: Check[Any]) -> None:
    assert [text for text in words_of(check) if not ITALIAN.get(text)] == []


def test_every_verdict_and_every_reason_is_translated() -> None:
    assert len(templates()) > 70
    assert sorted(text for text in templates() if not ITALIAN.get(text)) == []


def test_the_catalogue_is_translated() -> None:
    assert [text for text in catalogue_words() if not ITALIAN.get(text)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    said = templates() | set(catalogue_words()) | {text for check in own_checks() for text in words_of(check)}
    assert sorted(set(ITALIAN) - said) == []


def test_no_sentence_has_two_translations() -> None:
    assert sorted(text for text, italian in SAID if ITALIAN[text] != italian) == []


def test_no_translation_loses_or_invents_a_hole() -> None:
    def holes(text: str) -> list[str]:
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)

    assert [text for text, italian in ITALIAN.items() if holes(text) != holes(italian)] == []


@each
def test_what_the_owner_reads_first_reads_easily(check: Check[Any]) -> None:
    texts = [ITALIAN[getattr(check, field)] for field in SUMMARY if getattr(check, field)]
    assert [(round(gulpease(text)), text) for text in texts if gulpease(text) < EASY] == []


def test_the_explanations_of_the_catalogue_read_easily() -> None:
    texts = [ITALIAN[one.explanation] for one in CATALOGUE.requirements]
    assert [(round(gulpease(text)), text) for text in texts if gulpease(text) < EASY] == []


def test_no_sentence_is_longer_than_25_words() -> None:
    texts = [part for text in ITALIAN.values() for part in re.split(r"(?<=[.!?])\s", text)]
    assert [part for part in texts if len(part.split()) > 25] == []
