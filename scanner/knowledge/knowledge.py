"""A knowledge file that is open, as the agent uses it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from scanner.knowledge import packages, support
from scanner.knowledge.database import SourceState
from scanner.knowledge.database.build import in_memory
from scanner.knowledge.database.reader import Reader
from scanner.knowledge.facts import Row
from scanner.knowledge.match import Found, Identity, Match, look_up
from scanner.model.known import KnowledgeSource, SupportState

STALE_DAYS = {"epss": 14, "kev": 30}
"""After how many days a source tells too little of today."""
STALE = 60


class Knowledge:
    """Looks things up; nothing in it can change the file. Methods may raise KnowledgeError."""

    def __init__(self, reader: Reader, today: date | None = None) -> None:
        self.reader = reader
        self.today = today or datetime.now(UTC).date()

    @classmethod
    def open(cls, path: Path, today: date | None = None) -> Self:
        """Raises KnowledgeError when there is no knowledge file there that this program reads."""
        return cls(Reader.open(path), today)

    @classmethod
    def of_rows(cls, sources: Iterable[tuple[SourceState, Iterable[Row]]], today: date | None = None) -> Self:
        """Without a file, from a few rows."""
        return cls(Reader(in_memory(sources), Path(":memory:")), today)

    def close(self) -> None:
        self.reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def version(self) -> str:
        return str(self.reader.version)

    def sources(self) -> tuple[SourceState, ...]:
        return self.reader.sources()

    @property
    def age(self) -> int:
        """Days since the newest statement of any source; -1: no source tells."""
        return min((one.age_days for one in self.ages() if one.age_days >= 0), default=-1)

    def ages(self) -> tuple[KnowledgeSource, ...]:
        """Each source with its age in days."""
        return tuple(self._aged(one) for one in self.sources())

    def _aged(self, one: SourceState) -> KnowledgeSource:
        told = one.fetched_at[:10] or one.newest_at[:10]
        try:
            age = (self.today - date.fromisoformat(told)).days
        except ValueError:
            age = -1
        return KnowledgeSource(
            id=one.id, name=one.name, licence=one.licence, newest=one.newest_at[:10], age_days=age, rows=one.rows,
            stale=age > STALE_DAYS.get(one.id, STALE), problem=one.problem,
        )  # fmt: skip

    def look_up(self, identity: Identity) -> Found:
        return look_up(self.reader, identity)

    def match(self, identity: Identity) -> list[Match]:
        return list(self.look_up(identity).matches)

    def support(self, identity: Identity) -> SupportState | None:
        return support.of_identity(self.reader, identity, self.today)

    def windows(self, build: str) -> SupportState | None:
        return support.of_build(self.reader, build, self.today)

    def package(self, release: str, package: str, version: str) -> tuple[Match, ...] | None:
        return packages.of_package(self.reader, release, package, version)

    def windows_patches(self, build: int, revision: int) -> tuple[Match, ...] | None:
        return packages.of_windows(self.reader, build, revision)
