"""report.html: one file that needs nothing else, for the owner of the factory."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from reports import words
from reports.audience import DEFAULT, WORDS, sections
from reports.basis import Basis
from reports.changes import History
from reports.crosswalk import Crosswalk
from reports.glossary import used_terms
from reports.i18n import Language, named
from reports.lookup import Lookup
from reports.network_map import NARROW, WIDE, drawn
from reports.order import place, title
from reports.shown import safe_link
from reports.view import LEDGER_ROWS, MANY, View
from scanner.model import Audit, Outcome

_HERE = Path(__file__).parent

PAGE_ROOM = 990_000
"""Bytes of a page: entries of machines are left out, with an announcement, before it grows larger."""


class HtmlReport:
    """The report for people: the same audit for an owner, a technician or an auditor."""

    name = "html"
    suffix = ".html"

    def __init__(self, audience: str = DEFAULT) -> None:
        self.audience = audience

    def for_audience(self, audience: str) -> "HtmlReport":
        """The same format for other readers. Raises ReportError when it is rendered for unknown ones."""
        return HtmlReport(audience)

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        return page(audit, named(language, locales), self.audience)


def page(audit: Audit, language: Language, audience: str = DEFAULT) -> bytes:
    """The whole page in UTF-8. Raises ReportError on an unknown audience."""
    look = Lookup(audit, language)
    shared = _words(look, audience)
    machines: list[Markup] = []
    if "machines" in shared["names"]:
        # All else is drawn first: what it leaves is the room for the machines.
        rest = _drawn(shared, View(look, shown=len(look.machines)), [])
        machines = list(_machines(View(look), shared, PAGE_ROOM - len(rest)))
    return _drawn(shared, View(look, shown=len(machines)), machines)


def _drawn(shared: dict[str, Any], view: View, machines: list[Markup]) -> bytes:
    language: Language = shared["language"]
    text = (
        environment()
        .get_template("page.html.j2")
        .render(
            shared,
            view=view,
            history=History(view),
            short_cards=view.first if shared["brief"] else view.cards,
            machines=machines,
            maps=[drawn(view, sheet) for sheet in (WIDE, NARROW)] if "map" in shared["names"] else [],
            terms=lambda body: used_terms(str(body), language),
        )
    )
    return text.encode("utf-8")


def _words(look: Lookup, audience: str) -> dict[str, Any]:
    """What every template of the page knows."""
    language, parts = look.language, sections(audience, look.audit)
    speak = {"language": language, "t": language.t, "nt": language.nt, "wire": language.wire}
    given = {"audit": look.audit, "look": look, "basis": Basis(look), "crosswalk": Crosswalk(look)}
    readers = {"audience": audience, "brief": audience == "owner", "proofs": len(look.machines) < MANY}
    return speak | given | readers | {"sections": parts, "names": {part.name for part in parts}}


def _machines(view: View, shared: dict[str, Any], room: int) -> Iterator[Markup]:
    """The entries of the machines, worst first, until there is no more room for them on the page."""
    template = environment().get_template("machine.html.j2")
    for number, asset in enumerate(view.ranked, 1):
        entry = template.render(shared, view=view, asset=asset, mark=f"m{number}")
        room -= len(entry.encode())
        if room < 0:
            return
        yield Markup(entry)  # noqa: S704 - made by our template


@pass_context
def _fit_to_show(context: Context, value: object) -> object:
    """Every string on its way into the page, whoever wrote it; markup was made by our templates."""
    if isinstance(value, str) and not isinstance(value, Markup):
        language: Language = context["language"]
        return language.prose(value)
    return value


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where our pages come from: everything is escaped, an unknown name is an error."""
    style = style_sheet()
    made = Environment(
        loader=PackageLoader("reports"),
        # select_autoescape() would leave .html.j2 unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        "policy": policy(style),
        "words": words,
        "word": words.word,
        "level": words.level,
        "title": title,
        "place": place,
        "safe_link": safe_link,
        "MET": Outcome.MET,
        "NOT_MET": Outcome.NOT_MET,
        "UNKNOWN": Outcome.UNKNOWN,
        "LEDGER_ROWS": LEDGER_ROWS,
        "audience_words": WORDS,
    }
    return made


def style_sheet() -> str:
    """The style of all our pages."""
    return (_HERE / "style.css").read_text(encoding="utf-8")


def policy(style: str) -> str:
    """The content security policy of the page: no script, nothing loaded, only this one style."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    only = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(only)
