"""`vaglio feeds update` end to end: every source, then one new knowledge file in the place of the old one."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from scanner.knowledge.database import KnowledgeError, Summary, build, swap
from scanner.knowledge.feeds.catalogue import Settings
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.refresh import Outcome, Result, Say, refresh
from scanner.knowledge.feeds.shelf import Shelf, shelves
from scanner.knowledge.feeds.web import Web
from scanner.lock import held


@dataclass(frozen=True, slots=True)
class Update:
    """What an update came to. `built` None: nothing was new, the knowledge file stays."""

    outcomes: tuple[Outcome, ...]
    built: Summary | None

    @property
    def complete(self) -> bool:
        return all(each.result is not Result.FAILED for each in self.outcomes)


def update(settings: Settings, only: Sequence[str], say: Say, *, allow_drop: bool = False) -> Update:
    """Fetches the sources and builds the knowledge file anew. Raises FeedError when nothing can be done."""
    sources = settings.sources(only)
    if not sources:
        raise FeedError("no source is configured; name some under [feeds] in the configuration")
    web = Web(settings.web)
    with locked(settings.folder):
        outcomes = tuple(refresh(source, Shelf(settings.shelves / source.id), web, say, allow_drop=allow_drop)
                         for source in sources)  # fmt: skip
        new = any(each.result is Result.UPDATED for each in outcomes)
        behind = new or _built(settings) != _told(counted(settings))
        return Update(outcomes, rebuild(settings, say) if behind else None)


def rebuild(settings: Settings, say: Say) -> Summary | None:
    """Builds the knowledge file from all sources that count; None when there are none."""
    shown = counted(settings)
    if not shown:
        return None
    new = settings.folder / "knowledge.new"
    new.unlink(missing_ok=True)
    # Without this file the knowledge file counts as behind: a build that failed is made up for.
    _list(settings).unlink(missing_ok=True)
    try:
        summary = build(
            ((shelf.state(), shelf.rows()) for shelf in shown),
            new,
            lambda source, count: say(source, "building", count, 0),
        )
        swap(new, settings.database)
    except KnowledgeError as error:
        raise FeedError(f"the knowledge file could not be built: {error}; the one before stays") from error
    finally:
        new.unlink(missing_ok=True)
    _list(settings).write_bytes(msgspec.json.encode(_told(shown)))
    return summary


def counted(settings: Settings) -> list[Shelf]:
    """The sources with rows that go into the knowledge file: those configured, and those a bundle brought."""
    configured = {source.id for source in settings.sources()}
    return [
        shelf
        for shelf in shelves(settings.shelves)
        if shelf.filled and (shelf.id in configured or shelf.standing().origin == "bundle")
    ]


def _list(settings: Settings) -> Path:
    return settings.folder / "built.json"


def _told(shown: list[Shelf]) -> dict[str, tuple[str, str]]:
    """What the knowledge file tells of its sources besides their rows: the day of the last fetch, its trouble."""
    return {shelf.id: (shelf.standing().fetched_at[:10], shelf.standing().problem) for shelf in shown}


def _built(settings: Settings) -> dict[str, tuple[str, str]]:
    """The same of the knowledge file that is there; empty when there is none that can be relied on."""
    try:
        found = msgspec.json.decode(_list(settings).read_bytes(), type=dict[str, tuple[str, str]])
    except (OSError, msgspec.MsgspecError):
        return {}
    return found if settings.database.exists() else {}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one update or import at a time. Raises FeedError when another one is at work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FeedError(f"the folder {folder} cannot be written: {error.strerror}") from error
    try:
        if not held(handle, alone=True):
            raise FeedError("another update or import is at work; wait until it has ended")
        yield
    finally:
        os.close(handle)
