"""News and the end of an audit, in words: one line each, in the language of the report, harmless on a terminal."""

import pytest

from reports.i18n import available
from reports.notice import NoticePage
from scanner.model import Event
from tests.reports.hostile import hostile_factory
from tests.reports.samples import factory, unfinished_factory

STALE = Event(
    kind="knowledge_stale", key="k", values={"source": "catalogue of the program", "newest": "2025-08-25"}
)


@pytest.mark.parametrize(
    ("language", "source", "day"),
    [("it", "Catalogo del programma", "25 agosto 2025"), ("ru", "Каталог программы", "25 августа 2025")],
)
def test_an_old_source_is_named_and_dated_in_the_language_of_the_report(
    language: str, source: str, day: str
) -> None:
    (told,) = NoticePage().render(factory(), [STALE], language).sentences
    assert source in told
    assert day in told


@pytest.mark.parametrize("language", available())
def test_the_end_of_an_audit_is_a_few_lines_with_the_numbers_of_the_report(language: str) -> None:
    audit = factory()
    found, sent = NoticePage().ending(audit, language)
    for number in (len(audit.assets), audit.score.gaps, 41, 72):
        assert str(number) in found
    assert str(audit.ledger.frames)[-3:] in sent


@pytest.mark.parametrize("language", available())
def test_an_audit_that_was_cut_short_says_so_first(language: str) -> None:
    stopped, *_ = NoticePage().ending(unfinished_factory(), language)
    assert stopped.endswith(".")
    assert not stopped.endswith("..")
    assert len(NoticePage().ending(factory(), language)) == 2


def test_no_line_of_the_ending_moves_a_terminal() -> None:
    lines = NoticePage().ending(hostile_factory("\x1b]0;owned\x07\x1b[31m\u202e\r\n<b>"), "it")
    assert all(line.isprintable() for line in lines)
    assert "⟨U+001B⟩" in lines[0]
