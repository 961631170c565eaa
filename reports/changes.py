"""What changed since the audit before, why a requirement moved, and the line of the score."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from reports.i18n import Language
from reports.lookup import Lookup
from reports.view import MACHINES_NAMED, Named, View
from reports.words import CHANGES
from scanner.model import Change, Moved, RequirementScore, TrendPoint

ROWS = 15
"""Checks that one kind of change names; of more it says how many."""
MEANINGLESS = frozenset({"new_device", "vanished_device", "changed_device"})
"""Changes of machines: they are about no check."""


@dataclass(frozen=True)
class Row:
    """One check (or none) and the machines where it changed. `whole`: the whole network."""

    title: str
    machines: list[Named]
    more: int
    whole: bool


@dataclass(frozen=True)
class Kind:
    """All changes of one kind."""

    name: str
    count: int
    rows: list[Row]
    more: int


@dataclass(frozen=True)
class Shift:
    """A requirement that moved: as it was, as it is, and the titles of the checks that moved it."""

    was: Moved
    now: RequirementScore
    causes: list[str]
    more: int

    @property
    def direction(self) -> str:
        """Whether it is better, worse, or only known better or less well."""
        lo, hi = self.now.lo - self.was.lo_before, self.now.hi - self.was.hi_before
        if lo >= 0 and hi >= 0:
            return "better"
        if lo <= 0 and hi <= 0:
            return "worse"
        return "surer" if lo > 0 else "less sure"


@dataclass(frozen=True)
class History:
    """The changes of an audit, as the page shows them."""

    view: View

    @property
    def look(self) -> Lookup:
        return self.view.look

    @cached_property
    def kinds(self) -> list[Kind]:
        held: dict[str, list[Change]] = defaultdict(list)
        for change in self.look.audit.changes:
            held[change.kind].append(change)
        return [self._kind(name, held[name]) for name in CHANGES if name in held]

    def _kind(self, name: str, held: list[Change]) -> Kind:
        by_check: dict[str, list[Change]] = defaultdict(list)
        for change in held:
            by_check["" if name in MEANINGLESS else change.check].append(change)
        rows = [self._row(check, changes) for check, changes in sorted(by_check.items())]
        return Kind(name, len(held), rows[:ROWS], max(0, len(rows) - ROWS))

    def _row(self, check: str, held: list[Change]) -> Row:
        about = {change.asset: change for change in held if change.asset}
        machines = [self._machine(change) for change in list(about.values())[:MACHINES_NAMED]]
        title = self.look.check_title(check) if check else ""
        return Row(title, machines, len(about) - len(machines), whole=not about)

    def _machine(self, change: Change) -> Named:
        asset = self.look.by_id.get(change.asset)
        return self.view.named(asset) if asset else Named("", self.look.language.wire(change.title, 60), "")

    @cached_property
    def shifts(self) -> list[Shift]:
        now = {one.id: one for one in self.look.audit.requirements}
        return [
            self._shift(one, now[one.requirement]) for one in self.look.audit.moved if one.requirement in now
        ]

    def _shift(self, was: Moved, now: RequirementScore) -> Shift:
        causes = [self.look.check_title(check) for check in was.checks]
        return Shift(was, now, causes[:ROWS], max(0, len(causes) - ROWS))

    @property
    def before(self) -> TrendPoint | None:
        """The audit that the changes compare with, where the trend still knows it."""
        previous = self.look.audit.previous
        return next((point for point in self.look.audit.trend if point.scan == previous), None)

    @property
    def measured_otherwise(self) -> bool:
        """Whether the audit before was measured against another catalogue of requirements."""
        return self.before is not None and self.before.catalogue != self.look.audit.catalogue

    @cached_property
    def line(self) -> "Line":
        return Line(self.look.audit.trend)


@dataclass(frozen=True)
class Dot:
    point: TrendPoint
    x: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Line:
    """The score over time as a drawing; one step an audit. Lengths in units of the drawing."""

    points: tuple[TrendPoint, ...]
    width: int = 360
    height: int = 178
    left: int = 34
    top: int = 12
    bottom: int = 148

    @cached_property
    def dots(self) -> list[Dot]:
        """Where each audit stands; a single one in the middle."""
        room = self.width - self.left - 16
        step = room / max(1, len(self.points) - 1)
        start = self.left + (room / 2 if len(self.points) == 1 else 0)
        return [
            Dot(point, round(start + at * step, 1), self.y(point.lo), self.y(point.hi))
            for at, point in enumerate(self.points)
        ]

    def y(self, share: float) -> float:
        return round(self.bottom - share * (self.bottom - self.top), 1)

    @cached_property
    def runs(self) -> list[list[Dot]]:
        """Audits in a row that were measured against one catalogue: only these are joined."""
        return [list(run) for _, run in groupby(self.dots, key=lambda dot: dot.point.catalogue)]

    def proven(self, run: list[Dot]) -> str:
        return " ".join(f"{dot.x},{dot.lo}" for dot in run)

    def possible(self, run: list[Dot]) -> str:
        """The outline of the band between proven and possible."""
        there = [f"{dot.x},{dot.hi}" for dot in run]
        return " ".join((*there, *(f"{dot.x},{dot.lo}" for dot in reversed(run))))

    @property
    def breaks(self) -> list[float]:
        """Where the catalogue changed: half-way between two runs."""
        return [round((run[-1].x + after[0].x) / 2, 1) for run, after in self._pairs()]

    def beginning(self, language: Language) -> str:
        """When the first audit was: its day, or its time when all were on one day."""
        return self._when(self.points[0], language)

    def end(self, language: Language) -> str:
        return self._when(self.points[-1], language)

    def _when(self, point: TrendPoint, language: Language) -> str:
        one_day = self.points[0].at.date() == self.points[-1].at.date()
        return language.clock(point.at) if one_day else language.short_day(point.at)

    def _pairs(self) -> Iterator[tuple[list[Dot], list[Dot]]]:
        yield from zip(self.runs, self.runs[1:], strict=False)
