"""An index of many reports: each segment's newest result and how it went, on one static page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.html import environment, policy, style_sheet
from reports.i18n import named
from reports.words import level

MOST_POINTS = 24
PAGES = (
    "report.html",
    "report-auditor.html",
    "report-owner.html",
    "report.pdf",
    "report-auditor.pdf",
    "report-owner.pdf",
)
"""What a reader can open, the fullest first."""
WIDTH, HEIGHT = 120, 36
"""Of the drawn trend."""


class _Known(BaseModel):
    """The little of report.json that the index needs; whatever else is in it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Score(_Known):
    lo: float = Field(ge=0, le=1)
    hi: float = Field(ge=0, le=1)
    coverage: float = Field(ge=0, le=1)
    gaps: int = 0


class _Scan(_Known):
    segment: str
    ended: datetime
    complete: bool
    catalogue: str


class _Report(_Known):
    scan: _Scan
    score: _Score


@dataclass(frozen=True)
class Line:
    """One segment: its reports, oldest first. `folder` is where they lie: a client, a site."""

    folder: str
    segment: str
    held: list[tuple[str, _Report]]
    pages: frozenset[str] | None = None
    """The pages that lie there; None: nobody looked."""

    @property
    def newest(self) -> _Report:
        return self.held[-1][1]

    @property
    def link(self) -> str:
        """The page beside the newest report.json, as a relative address; empty when there is none."""
        beside = [str(PurePosixPath(self.held[-1][0]).with_name(name)) for name in PAGES]
        there = beside[:1] if self.pages is None else [page for page in beside if page in self.pages]
        return quote(there[0]) if there else ""

    @property
    def level(self) -> str:
        return level(self.newest.score.lo, self.newest.score.coverage)

    @cached_property
    def comparable(self) -> list[_Report]:
        """The last reports that were measured against the same catalogue: only these make a line."""
        same = [one for _, one in self.held if one.scan.catalogue == self.newest.scan.catalogue]
        return same[-MOST_POINTS:]

    @property
    def points(self) -> str:
        """What is proven over time, as the points of a drawn line; empty for a single report."""
        proven = [one.score.lo for one in self.comparable]
        if len(proven) < 2:
            return ""
        step = WIDTH / (len(proven) - 1)
        return " ".join(
            f"{at * step:.1f},{HEIGHT - 2 - lo * (HEIGHT - 4):.1f}" for at, lo in enumerate(proven)
        )


class Portfolio:
    """The page, found through the entry points of the group `vaglio.pages`."""

    name = "portfolio"

    def render(
        self, reports: Mapping[str, bytes], language: str, pages: Iterable[str] | None = None
    ) -> tuple[bytes, list[str]]:
        """The page in UTF-8 and the names of the files that are no report. `reports` by relative path.

        `pages` are the paths of what can be opened beside them; None: take it that report.html is there.

        Raises ReportError on an unknown language.
        """
        speak = named(language)
        lines, unreadable = read(reports, pages)
        style = style_sheet()
        page = environment().get_template("portfolio.html.j2").render(
            language=speak, t=speak.t, nt=speak.nt, wire=speak.wire, lines=lines, unreadable=unreadable,
            style=Markup(style), policy=policy(style), size=(WIDTH, HEIGHT),  # noqa: S704 - our own file
        )  # fmt: skip
        return page.encode("utf-8"), unreadable


def read(reports: Mapping[str, bytes], pages: Iterable[str] | None = None) -> tuple[list[Line], list[str]]:
    """The lines, the weakest first, and what could not be read."""
    held: defaultdict[tuple[str, str], list[tuple[str, _Report]]] = defaultdict(list)
    unreadable = []
    for path, content in sorted(reports.items()):
        try:
            report = _Report.model_validate_json(content)
        except ValidationError:
            unreadable.append(path)
            continue
        held[_client(path), report.scan.segment].append((path, report))
    there = None if pages is None else frozenset(pages)
    lines = [
        Line(*key, sorted(found, key=lambda one: one[1].scan.ended), there) for key, found in held.items()
    ]
    return sorted(lines, key=lambda line: (line.folder, line.newest.score.lo, line.segment)), unreadable


def _client(path: str) -> str:
    """The folder above the report's own: in one place it is nothing, in a tree the client or the site."""
    above = PurePosixPath(path).parent.parent
    return "" if str(above) == "." else str(above)
