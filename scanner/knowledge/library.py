"""All knowledge that there is: the file built from feeds, and the catalogue that comes with the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from scanner.knowledge.database import KnowledgeError, SourceState
from scanner.knowledge.database.reader import Reader
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.match import Found, Identity, Match
from scanner.model.known import KnowledgeSource, SupportState

STARTER = "starter"


@dataclass(frozen=True)
class Library:
    """Asks each piece of knowledge in turn, the fetched one first. `problem` says why that one is missing."""

    shelves: tuple[Knowledge, ...] = ()
    problem: str = ""

    @property
    def version(self) -> str:
        return " + ".join(one.version for one in self.shelves)

    @property
    def fetched(self) -> bool:
        """There is more than what came with the program."""
        return any(source.id != STARTER for one in self.shelves for source in one.sources())

    def sources(self) -> tuple[KnowledgeSource, ...]:
        return tuple(source for one in self.shelves for source in one.ages())

    def look_up(self, identity: Identity) -> tuple[Found, dict[str, str]]:
        """What all of them say; of one vulnerability the first word counts. With the source of each."""
        found: dict[str, Match] = {}
        source: dict[str, str] = {}
        covered = False
        for one in self.shelves:
            told = one.look_up(identity)
            covered = covered or told.covered
            states = one.sources()
            for match in told.matches:
                if match.vulnerability.name not in found:
                    found[match.vulnerability.name] = match
                    source[match.vulnerability.name] = _name(states, match.source)
        return Found(tuple(found.values()), covered), source

    def support(self, identity: Identity) -> SupportState | None:
        return next((state for one in self.shelves if (state := one.support(identity))), None)

    def windows(self, build: str) -> SupportState | None:
        return next((state for one in self.shelves if (state := one.windows(build))), None)

    def package(self, release: str, package: str, version: str) -> tuple[Match, ...] | None:
        told = (one.package(release, package, version) for one in self.shelves)
        return next((matches for matches in told if matches is not None), None)

    def windows_patches(self, build: int, revision: int) -> tuple[Match, ...] | None:
        told = (one.windows_patches(build, revision) for one in self.shelves)
        return next((matches for matches in told if matches is not None), None)


def _name(states: tuple[SourceState, ...], number: int) -> str:
    return states[number - 1].name if 0 < number <= len(states) else ""


@contextmanager
def library(path: Path, today: date | None = None) -> Iterator[Library]:
    """The file at `path`, where there is one that can be read, and the starter catalogue.

    A file that is missing or damaged is a problem that is told, never an empty answer.
    """
    fetched, problem = None, ""
    try:
        fetched = Knowledge.open(path, today)
    except KnowledgeError as error:
        problem = str(error)
    starter = Knowledge(_starter(), today)
    try:
        yield Library((fetched, starter) if fetched else (starter,), problem)
    finally:
        if fetched:
            fetched.close()


@cache
def _starter() -> Reader:
    """The catalogue of the program, in memory: it takes a third of a second, so once for all scans."""
    from scanner.knowledge import starter

    state = SourceState(
        id=STARTER, name="catalogue of the program", licence="facts", newest_at=starter.NEWEST
    )
    return Knowledge.of_rows([(state, starter.rows())]).reader
