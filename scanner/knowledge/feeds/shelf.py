"""The folder of one source: what was downloaded, the rows that were read from it, and how it stands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from scanner.knowledge.database import SourceState
from scanner.knowledge.facts import Row
from scanner.knowledge.feeds import rows
from scanner.knowledge.feeds.faults import FeedError

READER = "1"
"""Changes when the same documents would give other rows: then all are read again."""


class Standing(msgspec.Struct, frozen=True):
    """How a source stands; times are ISO 8601 in UTC. `origin` is `download` or `bundle`."""

    fetched_at: str = ""
    newest_at: str = ""
    rows: int = 0
    problem: str = ""
    origin: str = "download"
    reader: str = ""
    name: str = ""
    licence: str = ""
    skipped: int = 0


class Shelf:
    """`folder`/raw is the source's own; `rows.zst` and `standing.json` are written here only."""

    def __init__(self, folder: Path) -> None:
        self.id = folder.name
        self.folder = folder
        self.raw = folder / "raw"
        self.rows_file = folder / "rows.zst"
        self._standing = folder / "standing.json"
        self._unread = folder / "unread"

    def standing(self) -> Standing:
        """How it stands; an empty one when it was never fetched, or the file is damaged."""
        try:
            return msgspec.json.decode(self._standing.read_bytes(), type=Standing)
        except (OSError, msgspec.MsgspecError):
            return Standing()

    def set(self, standing: Standing) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self._standing.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(standing))
        new.replace(self._standing)

    def state(self) -> SourceState:
        """What the knowledge file and the report say of it."""
        at = self.standing()
        return SourceState(
            id=self.id, name=at.name or self.id, licence=at.licence, fetched_at=at.fetched_at,
            newest_at=at.newest_at, rows=at.rows, problem=at.problem,
        )  # fmt: skip

    @property
    def unread(self) -> bool:
        """Whether `raw` may hold what the rows don't say yet: a fetch was cut short, or its rows were refused."""
        return self._unread.exists()

    def begin(self) -> None:
        """To be called before `raw` is touched; `end` when its rows are in place."""
        self.raw.mkdir(parents=True, exist_ok=True)
        self._unread.touch()

    def end(self) -> None:
        self._unread.unlink(missing_ok=True)

    def rows(self) -> Iterator[Row]:
        return rows.read(self.rows_file)

    @property
    def filled(self) -> bool:
        return self.rows_file.exists()


def shelves(folder: Path) -> list[Shelf]:
    """Every source that has a folder, by name."""
    try:
        return [Shelf(each) for each in sorted(folder.iterdir()) if (each / "standing.json").is_file()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FeedError(f"{folder} cannot be read: {error.strerror}") from error


def now() -> str:
    """This moment, ISO 8601 in UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
