"""Sources that are one file behind one address: fetched again only when the server has a newer one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.faults import Skipped
from scanner.knowledge.feeds.source import Fetched, Tell, in_megabytes
from scanner.knowledge.feeds.web import Validators, Web, save


@dataclass(frozen=True, slots=True)
class SingleFile:
    """A source of one file. `read` gives its rows; `newest` the date of its newest statement."""

    id: str
    name: str
    licence: str
    url: str
    most_bytes: int
    read: Callable[[Path, Skipped], Iterator[Row]]
    newest: Callable[[Path], str] = lambda _: ""

    def fetch(self, web: Web, raw: Path, skipped: Skipped, tell: Tell) -> Fetched:
        tell("fetching", 0, 1)
        grown = in_megabytes(tell)
        saved = save(web, self.url, raw / "file", self.most_bytes, _known(raw), grown=grown)
        if saved is not None:
            (raw / "version.json").write_bytes(msgspec.json.encode(saved.validators))
        return Fetched(saved is not None, self.newest(raw / "file") or _modified(_known(raw)))

    def rows(self, raw: Path, skipped: Skipped) -> Iterator[Row]:
        return self.read(raw / "file", skipped)


def _known(raw: Path) -> Validators:
    try:
        return msgspec.json.decode((raw / "version.json").read_bytes(), type=Validators)
    except (OSError, msgspec.MsgspecError):
        return Validators()


def _modified(version: Validators) -> str:
    try:
        return parsedate_to_datetime(version.last_modified).date().isoformat()
    except ValueError:
        return ""
