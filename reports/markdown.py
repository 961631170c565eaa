"""A short summary in Markdown, for the body of a mail or a ticket."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.i18n import Language, named
from reports.lookup import Lookup
from reports.view import View
from reports.words import ACTORS, LEVELS, word
from scanner.model import Audit, Score

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


class MarkdownReport:
    """Page one of the report, as text."""

    name = "markdown"
    suffix = ".md"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        view = View(Lookup(audit, named(language, locales)))
        return ("\n".join(_lines(view)) + "\n").encode("utf-8")


def plain(text: str) -> str:
    """A text in which nothing is a mark of Markdown or HTML."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def headline(score: Score, language: Language) -> str:
    """The result in one sentence."""
    return language.t(
        "Proven {lo} of 100, could be up to {hi}; we checked {coverage}.", lo=language.points(score.lo),
        hi=language.points(score.hi), coverage=language.percent(score.coverage),
    )  # fmt: skip


def _lines(view: View) -> Iterator[str]:
    language, audit = view.look.language, view.look.audit
    t = language.t
    yield f"# {plain(t('How well is {segment} protected?', segment=audit.segment))}"
    yield ""
    if not audit.complete:
        yield f"**{plain(t('This audit did not reach its end.'))}**\n"
    yield plain(t(LEVELS[view.level]))
    yield f"\n**{plain(headline(audit.score, language))}**\n"
    yield from _actions(view)
    yield from _list(t("What is already good?"), view.good)
    yield from _list(t("What did we not look at?"), [one.reason for one in view.unlooked[:5]])
    yield plain(t("Audit of {day}.", day=language.moment(audit.ended)))


def _actions(view: View) -> Iterator[str]:
    language = view.look.language
    t = language.t
    yield f"## {plain(t('What should we do first?'))}\n"
    for number, card in enumerate(view.first, 1):
        by = f" · {t('by {day}', day=card.deadline)}" if card.deadline else ""
        yield f"{number}. **{plain(t(card.card.title))}** ({plain(t(word(ACTORS, card.card.who)) + by)})"
        yield f"   {plain(t(card.card.what_to_do))}"
    if not view.first:
        yield plain(t("In what we looked at, nothing needs work now."))
    yield ""


def _list(title: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"## {plain(title)}\n"
        yield from (f"- {plain(text)}" for text in texts)
        yield ""
