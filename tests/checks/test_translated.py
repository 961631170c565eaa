"""Every sentence of the checks is there in every language: none missing, none left over, no hole lost."""

import re
from functools import cache

from tests.checks.own import catalogue_words, crosswalk_words, own_checks, templates, words_of
from tests.languages import CHECKS, catalogues, each_language, holes, messages


@cache
def said_in(code: str) -> list[tuple[str, str]]:
    """Each sentence and its translation, file by file."""
    return [pair for file in catalogues(CHECKS, code) for pair in messages(file).items()]


def said() -> set[str]:
    """All that checks, their catalogue and the assessment can say."""
    of_checks = {text for check in own_checks() for text in words_of(check)}
    return templates() | of_checks | set(catalogue_words()) | set(crosswalk_words())


def test_there_is_something_to_translate() -> None:
    assert len(templates()) > 70
    assert len(said()) > 800


@each_language
def test_every_sentence_is_translated(code: str) -> None:
    known = dict(said_in(code))
    assert sorted(text for text in said() if not known.get(text)) == []


@each_language
def test_nothing_is_translated_that_nobody_says(code: str) -> None:
    assert sorted(dict(said_in(code)).keys() - said()) == []


@each_language
def test_no_sentence_has_two_translations(code: str) -> None:
    known = dict(said_in(code))
    assert sorted(text for text, translation in said_in(code) if known[text] != translation) == []


@each_language
def test_no_translation_loses_or_invents_a_hole(code: str) -> None:
    assert [text for text, translation in said_in(code) if holes(text) != holes(translation)] == []


@each_language
def test_no_sentence_is_longer_than_25_words(code: str) -> None:
    parts = [part for _, text in said_in(code) for part in re.split(r"(?<=[.!?])\s", text)]
    assert [part for part in parts if len(_words(part)) > 25] == []


def _words(sentence: str) -> list[str]:
    """A dash between spaces, which Russian has in place of a verb, is no word."""
    return [word for word in sentence.split() if word not in ("—", "–", "-")]
