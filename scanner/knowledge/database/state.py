"""Where the rows of a knowledge file come from, and what building one came to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scanner.model import Record

Progress = Callable[[str, int], None]
"""Called with a source's id and the rows read from it so far, now and then."""


class SourceState(Record):
    """One source of knowledge. Times are ISO 8601 in UTC; empty: unknown.

    `id` is short and stable (`csaf-cisa`, `kev`, `epss`, `starter`), `fetched_at` is when it was last
    fetched whole, `newest_at` the date of its newest statement. `rows` is counted by `build`; what a
    caller puts there is not read. `problem` is one sentence when the last fetch failed and the rows are
    those of an earlier one; empty: none.
    """

    id: str
    name: str
    licence: str = ""
    fetched_at: str = ""
    newest_at: str = ""
    rows: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build came to. `unread` counts version texts whose meaning nobody could tell."""

    path: Path
    version: str
    sources: tuple[SourceState, ...]
    vulnerabilities: int
    products: int
    statements: int
    unread: int
    seconds: float
    bytes: int
    kinds: dict[str, int] = field(default_factory=dict)
    """How many rows of each kind were read (`Affected`: 15875)."""


class KnowledgeError(Exception):
    """A knowledge file that cannot be built, read or swapped; one sentence that names the file."""
