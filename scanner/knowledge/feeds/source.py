"""What every source is: something that can be fetched into a folder and read as rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.faults import Skipped
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.web import Web

Tell = Callable[[str, int, int], None]
"""Progress: what is being done, how many of how many (0: nobody knows)."""


def in_megabytes(tell: Tell) -> Callable[[int, int], None]:
    """Progress of one file, told in megabytes; nothing is told of a small one."""

    def grown(done: int, total: int) -> None:
        if total >= MEGA or done >= MEGA:
            tell("megabytes", done // MEGA, total // MEGA)

    return grown


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch came to. `newest_at`: date of the newest statement; `notes` are for people."""

    changed: bool
    newest_at: str = ""
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """One source of knowledge. `id` is short and stable; it names the folder."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def licence(self) -> str: ...

    def fetch(self, web: Web, raw: Path, skipped: Skipped, tell: Tell) -> Fetched:
        """Brings `raw` up to date. Raises FeedError; what came until then stays for the next time."""
        ...

    def rows(self, raw: Path, skipped: Skipped) -> Iterator[Row]:
        """Reads what is in `raw`. A document that is wrong is skipped; raises FeedError when all is."""
        ...
