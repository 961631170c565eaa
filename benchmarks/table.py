"""One table a claim: both tools' figures side by side, the goal, and whether it was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure. `reached` is None where no goal was set; `reference` None where the peer has no such figure."""

    what: str
    ours: float
    reference: float | None = None
    goal: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None


@dataclass(frozen=True)
class Claim:
    """One claim: its title, its figures, how they were measured, and which tool the reference figures are of."""

    id: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    peer: str = "nmap"

    def as_dict(self) -> dict[str, Any]:
        rows = [{**asdict(row), "ratio": row.ratio} for row in self.rows]
        return {"id": self.id, "title": self.title, "rows": rows, "notes": list(self.notes)}


def at_most(what: str, ours: float, limit: float, goal: str, reference: float | None = None) -> Row:
    """A row whose goal is `ours` ≤ `limit`."""
    return Row(what, ours, reference, goal, ours <= limit)


def at_least(what: str, ours: float, limit: float, goal: str, reference: float | None = None) -> Row:
    """A row whose goal is `ours` ≥ `limit`."""
    return Row(what, ours, reference, goal, ours >= limit)


def written(claim: Claim) -> str:
    """The claim as text for a terminal."""
    headings = ("", "Vaglio", claim.peer, "ratio", "goal", "reached")
    lines = [headings, *(_cells(row) for row in claim.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    table = ["  ".join(_padded(line, widths)).rstrip() for line in lines]
    return "\n".join([claim.title, *table, *(f"  {note}" for note in claim.notes)])


def _cells(row: Row) -> tuple[str, ...]:
    reached = {True: "yes", False: "NO", None: ""}[row.reached]
    return (row.what, _number(row.ours), _number(row.reference), _number(row.ratio), row.goal, reached)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _padded(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    names, numbers = (0, 4, 5), (1, 2, 3)
    return [
        cell.ljust(widths[place]) if place in names else cell.rjust(widths[place])
        for place, cell in enumerate(cells)
        if place in (*names, *numbers)
    ]
