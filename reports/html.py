"""report.html: one file that needs nothing else, for the owner of the factory."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from reports import words
from reports.glossary import used_terms
from reports.i18n import Language, named
from reports.lookup import Lookup
from reports.network_map import NARROW, WIDE, drawn
from reports.order import place, title
from reports.shown import safe_link
from reports.view import LEDGER_ROWS, View
from scanner.model import Audit, Outcome

_HERE = Path(__file__).parent

MACHINES_ROOM = 680_000
"""Bytes for the entries of the machines: it keeps a page about 500 machines under one megabyte."""


class HtmlReport:
    """The report for people."""

    name = "html"
    suffix = ".html"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        return page(audit, named(language, locales))


def page(audit: Audit, language: Language) -> bytes:
    """The whole page in UTF-8."""
    look = Lookup(audit, language)
    machines = list(_machines(View(look)))
    view = View(look, shown=len(machines))
    text = (
        _environment()
        .get_template("page.html.j2")
        .render(
            _words(view),
            machines=machines,
            maps=[drawn(view, sheet) for sheet in (WIDE, NARROW)],
            terms=lambda body: used_terms(str(body), language),
        )
    )
    return text.encode("utf-8")


def _words(view: View) -> dict[str, object]:
    language = view.look.language
    speak = {"language": language, "t": language.t, "nt": language.nt, "wire": language.wire}
    return speak | {"audit": view.look.audit, "view": view, "look": view.look}


def _machines(view: View) -> Iterator[Markup]:
    """The entries of the machines, worst first, until there is no more room for them on the page."""
    template, known, room = _environment().get_template("machine.html.j2"), _words(view), MACHINES_ROOM
    for number, asset in enumerate(view.ranked, 1):
        entry = template.render(known, asset=asset, mark=f"m{number}")
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
def _environment() -> Environment:
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("reports"),
        # select_autoescape() would leave .html.j2 unescaped.
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
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
    }
    return environment


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
