"""Each language stands in its own script: no letter of another one that looks the same, no text left in English."""

import re
from collections.abc import Iterator

import pytest

from reports.i18n import OURS
from tests.languages import CHECKS, catalogues, messages

CYRILLIC, LATIN = "[А-Яа-яЁё]", "[A-Za-z]"


def _words(code: str) -> Iterator[str]:
    for file in (file for locales in (CHECKS, OURS) for file in catalogues(locales, code)):
        for said in messages(file).values():
            for text in (said,) if isinstance(said, str) else said:
                yield from re.findall(r"\w+", re.sub(r"\{\w*\}", " ", text))


def test_no_russian_word_has_a_latin_letter_in_it() -> None:
    words = list(_words("ru"))
    assert len(words) > 5000
    assert [word for word in words if re.search(CYRILLIC, word) and re.search(LATIN, word)] == []


@pytest.mark.parametrize("code", ["it", "uz_Latn"])
def test_no_cyrillic_letter_stands_in_a_language_of_latin_letters(code: str) -> None:
    assert [word for word in _words(code) if re.search(CYRILLIC, word)] == []


def test_russian_sentences_are_russian() -> None:
    """A sentence of three words and more has Cyrillic letters; only names and commands are as in English."""
    kept = {"SSL 3.0 ClientHello", "nmap -sV --version-light"}
    said = {
        text: translation
        for locales in (CHECKS, OURS)
        for file in catalogues(locales, "ru")
        for text, translation in messages(file).items()
        if isinstance(text, str) and len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}", "", text))) > 2
    }
    assert [text for text, one in said.items() if not re.search(CYRILLIC, one) and text not in kept] == []
