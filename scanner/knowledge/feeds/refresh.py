"""Brings one source up to date. Whatever goes wrong, the rows that were there stay."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds import rows as rows_files
from scanner.knowledge.feeds.faults import FeedError, Skipped
from scanner.knowledge.feeds.shelf import READER, Shelf, Standing, now
from scanner.knowledge.feeds.source import Source, Tell
from scanner.knowledge.feeds.web import Web

LARGE_DROP = 0.8
"""Below this share of the rows before, a source has probably broken and not shrunk."""
FEW = 50
"""Rows below which a drop means nothing."""


class Result(StrEnum):
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the update of one source came to. `problem` is one sentence; `skipped` counts documents."""

    source: str
    result: Result
    rows: int = 0
    before: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()
    skipped: int = 0
    told: tuple[str, ...] = ()


Say = Callable[[str, str, int, int], None]
"""Progress: source, what is done, how many, of how many."""


def refresh(source: Source, shelf: Shelf, web: Web, say: Say, *, allow_drop: bool = False) -> Outcome:
    """Fetches and reads one source; never raises FeedError."""
    before, skipped = shelf.standing(), Skipped()

    def tell(what: str, done: int, total: int) -> None:
        say(source.id, what, done, total)

    try:
        stale = shelf.unread or not shelf.filled or before.reader != READER or before.origin != "download"
        shelf.begin()
        web.begin()
        fetched = source.fetch(web, shelf.raw, skipped, tell)
        fresh = fetched.changed or stale
        count = _read(source, shelf, before, skipped, tell, allow_drop=allow_drop) if fresh else before.rows
    except (FeedError, OSError) as error:
        return _failed(source, shelf, before, skipped, error)
    shelf.end()
    newest = fetched.newest_at or before.newest_at
    told = skipped.count if fresh or skipped.count else before.skipped
    shelf.set(Standing(fetched_at=now(), newest_at=newest, rows=count, origin="download", reader=READER,
                       name=source.name, licence=source.licence, skipped=told))  # fmt: skip
    result = Result.UPDATED if fresh else Result.UNCHANGED
    return Outcome(
        source.id, result, count, before.rows, "", fetched.notes, skipped.count, tuple(skipped.told)
    )


def _read(
    source: Source, shelf: Shelf, before: Standing, skipped: Skipped, tell: Tell, *, allow_drop: bool
) -> int:
    """Reads the rows into the place of those before, unless far fewer came. Gives their number."""
    new = shelf.rows_file.with_name("rows.candidate")
    try:
        written = rows_files.write(new, _some(source.rows(shelf.raw, skipped)),
                                   lambda count: tell("reading", count, 0))  # fmt: skip
        check_drop(before.rows, written.rows, allow_drop=allow_drop)
        new.replace(shelf.rows_file)
    finally:
        new.unlink(missing_ok=True)
    return written.rows


def _some(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; a source without any is broken."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        raise FeedError("nothing that can be read came from it")


def check_drop(before: int, after: int, *, allow_drop: bool) -> None:
    """Raises FeedError when far fewer rows came than were there."""
    if not allow_drop and before >= FEW and after < before * LARGE_DROP:
        raise FeedError(f"it shrank from {before:,} to {after:,} rows, which looks broken; "
                        "if it is right, say --allow-drop")  # fmt: skip


def _failed(
    source: Source, shelf: Shelf, before: Standing, skipped: Skipped, error: FeedError | OSError
) -> Outcome:
    kept = (
        f"the data of {before.fetched_at[:10]} stays in use" if shelf.filled else "there is no data of it yet"
    )
    sentence = f"{source.id}: {_why(error, shelf)}; {kept}."
    if shelf.folder.is_dir():
        shelf.set(replace(before, problem=sentence, name=source.name, licence=source.licence))
    return Outcome(
        source.id, Result.FAILED, before.rows, before.rows, sentence, (), skipped.count, tuple(skipped.told)
    )


def _why(error: FeedError | OSError, shelf: Shelf) -> str:
    if isinstance(error, FeedError):
        return str(error).rstrip(".")
    return f"{error.filename or shelf.folder} cannot be used: {error.strerror or error}"
