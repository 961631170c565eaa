"""News in words: the text of a mail, its subject, and one sentence for each event."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.i18n import Language, named
from reports.markdown import MarkdownReport, headline
from reports.words import N_
from scanner.model import Audit, Event

MOST = 50
"""Events that a text lists."""
SENTENCES = {
    "critical": N_("New critical weak point: {title} ({machine})."),
    "incomplete": N_("This audit did not reach its end: {reason}."),
    "score_fell": N_("The score fell. Proven: {lo_before} to {lo_after}. Possible: {hi_before} to {hi_after}."),
    "new_device": N_("New machine: {machine}."),
    "knowledge_stale": N_("The knowledge from {source} is old. Its newest entry is from {newest}."),
    "always": N_("A new report is there: {segment}."),
}  # fmt: skip
NO_MACHINE = N_("the whole network")


@dataclass(frozen=True)
class Notice:
    """`subject` and `sentences` are single lines, `body` is Markdown that reads well as it is."""

    subject: str
    sentences: tuple[str, ...]
    body: str


class NoticePage:
    """The words, found through the entry points of the group `vaglio.pages`."""

    name = "notice"

    def render(
        self, audit: Audit, events: Sequence[Event], language: str, locales: Sequence[Path] = ()
    ) -> Notice:
        """Raises ReportError on an unknown language."""
        speak = named(language, locales)
        sentences = tuple(_sentence(audit, event, speak) for event in events)
        news = [text for text, event in zip(sentences, events, strict=True) if event.kind != "always"]
        return Notice(
            _subject(audit, news or list(sentences), speak), sentences, _body(audit, news, speak, locales)
        )

    def ending(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> tuple[str, ...]:
        """How an audit ended, in the few lines that a terminal shows. Raises ReportError as above."""
        speak = named(language, locales)
        sentence, reason = SENTENCES["incomplete"], speak.phrase(audit.reason).rstrip(".")
        stopped = [] if audit.complete else [speak.t(sentence, reason=reason)]
        return (*stopped, _found(audit, speak), _sent(audit, speak))


def _found(audit: Audit, speak: Language) -> str:
    machines = speak.nt("{n} machine found.", "{n} machines found.", len(audit.assets))
    weak = speak.nt("{n} weak point", "{n} weak points", audit.score.gaps)
    return f"{machines} {weak}. {headline(audit.score, speak)}"


def _sent(audit: Audit, speak: Language) -> str:
    sums = audit.ledger
    touched = speak.nt(
        "We touched your machines {n} time in all.",
        "We touched your machines {n} times in all.",
        sums.touches,
    )
    return f"{touched} {speak.nt('That was {n} packet.', 'That was {n} packets.', sums.frames)}"


def _sentence(audit: Audit, event: Event, speak: Language) -> str:
    values = {
        name: speak.points(value) if isinstance(value, float) else value
        for name, value in event.values.items()
    }
    if "reason" in values:
        values["reason"] = speak.phrase(str(values["reason"])).rstrip(".")
    if "source" in values:
        values["source"] = speak.t(str(values["source"]))
        values["newest"] = speak.written_day(str(values.get("newest", "")))
    values |= {"segment": audit.segment, "machine": _machine(event, speak), "title": speak.t(event.title)}
    return speak.t(SENTENCES[event.kind], **values)


def _machine(event: Event, speak: Language) -> str:
    if not event.asset:
        return speak.t(NO_MACHINE)
    return event.machine if event.address in event.machine else f"{event.machine}, {event.address}"


def _subject(audit: Audit, news: Sequence[str], speak: Language) -> str:
    more = f" (+{len(news) - 1})" if len(news) > 1 else ""
    return f"Vaglio · {speak.wire(audit.segment)} · {news[0] if news else ''}{more}"


def _body(audit: Audit, news: Sequence[str], speak: Language, locales: Sequence[Path]) -> str:
    told = [f"- {text}" for text in news[:MOST]]
    if len(news) > MOST:
        told.append("- " + speak.nt("and {n} more", "and {n} more", len(news) - MOST))
    summary = MarkdownReport().render(audit, speak.code, locales).decode()
    return "\n".join([*told, *([""] if told else []), summary])
