"""The Italian that an owner reads first is easy to read."""

import re
from typing import Any

import pytest

from scanner.plugin import Check
from tests.checks.own import CATALOGUE, SUMMARY, own_checks
from tests.languages import CHECKS, catalogues, messages

ITALIAN = {text: italian for file in catalogues(CHECKS, "it") for text, italian in messages(file).items()}
EASY = 60
each = pytest.mark.parametrize("check", own_checks(), ids=lambda check: check.id)


def gulpease(text: str) -> float:
    """89 + (300 x sentences - 10 x letters) / words (Lucisano and Piemontese, 1988)."""
    words = len(re.findall(r"\w+(?:[./]\w+)*", text))
    letters = len(re.findall(r"[^\W\d_]", text))
    full_stops = max(1, len(re.findall(r"[.!?](?=\s|$)", text)))
    return 89 + (300 * full_stops - 10 * letters) / words


def test_the_measure_tells_easy_from_hard() -> None:
    assert gulpease("Il cane dorme. Il gatto no.") == pytest.approx(89 + (300 * 2 - 10 * 20) / 6)
    hard = "L'implementazione dell'autenticazione multifattoriale garantisce adeguatezza organizzativa."
    assert gulpease(hard) < 30


@each
def test_what_the_owner_reads_first_reads_easily(check: Check[Any]) -> None:
    texts = [ITALIAN[getattr(check, field)] for field in SUMMARY if getattr(check, field)]
    assert [(round(gulpease(text)), text) for text in texts if gulpease(text) < EASY] == []


def test_the_explanations_of_the_catalogue_read_easily() -> None:
    texts = [ITALIAN[one.explanation] for one in CATALOGUE.requirements]
    assert [(round(gulpease(text)), text) for text in texts if gulpease(text) < EASY] == []
