"""Saves a large file: what has come stays, and the next try goes on from there."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from scanner.knowledge.feeds.faults import FeedError, FetchError
from scanner.knowledge.feeds.limits import size
from scanner.knowledge.feeds.web.client import Answer, Web
from scanner.knowledge.feeds.web.sentences import shown


class Validators(msgspec.Struct, frozen=True):
    """What the server called this version of the file (RFC 9110, section 8.8)."""

    url: str = ""
    etag: str = ""
    last_modified: str = ""

    def asking(self) -> dict[str, str]:
        """Headers that ask only for something newer."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}

    @property
    def strong(self) -> str:
        """The name of these very bytes; empty when there is none, and a rest cannot be asked for."""
        return "" if self.etag.startswith("W/") else self.etag or self.last_modified


class Saved(msgspec.Struct, frozen=True):
    """A whole file came. `validators` are those of this version."""

    validators: Validators


NONE_YET = Validators()


Grown = Callable[[int, int], None]
"""Progress of a file: bytes that are here, of how many (0: nobody knows)."""


def save(
    web: Web, url: str, path: Path, most: int, known: Validators = NONE_YET, *, grown: Grown = lambda *_: None
) -> Saved | None:
    """Fetches `url` to `path`; None when the server says that nothing is newer than `known`.

    A cut transfer is tried again (`limits.tries`) and goes on where it was cut, also in the next run.
    Raises FetchError; `path` is then what it was.
    """
    for attempt in range(web.limits.tries):
        try:
            return _once(web, url, path, most, known, grown=grown)
        except FetchError as error:
            if (
                not error.transport
                or error.status
                or attempt + 1 == web.limits.tries
                or not _part(path).exists()
            ):
                raise
    raise AssertionError("there is at least one try")


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _notes(path: Path) -> Path:
    return path.with_name(path.name + ".part.json")


def _once(web: Web, url: str, path: Path, most: int, known: Validators, *, grown: Grown) -> Saved | None:
    begun = _begun(path, url)
    have = _part(path).stat().st_size if begun.strong else 0
    rest = {"Range": f"bytes={have}-", "If-Range": begun.strong} if have else {}
    asking = known.asking() if path.exists() and known.url == url and not have else {}
    with web.open(url, web.limits.file_seconds, {**asking, **rest}) as answer:
        if answer.status == 304 and asking:
            return None
        if answer.status == 416 and have:
            _forget(path)
            raise FetchError(f"{shown(url)} changed while it was fetched", transport=True)
        now = Validators(url, answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        goes_on = answer.status == 206 and _starts_at(answer, have)
        if answer.status != 200 and not goes_on:
            raise FetchError(f"{shown(answer.url)} answered {answer.status}", transport=answer.status >= 500,
                             status=answer.status)  # fmt: skip
        _fill(answer, path, most, have if goes_on else 0, now, grown=grown)
    _part(path).replace(path)
    _notes(path).unlink(missing_ok=True)
    return Saved(now)


def _begun(path: Path, url: str) -> Validators:
    """Of what a part is there; empty when there is none or it is of another address."""
    try:
        begun = msgspec.json.decode(_notes(path).read_bytes(), type=Validators)
    except (OSError, msgspec.MsgspecError):
        return Validators()
    return begun if begun.url == url and _part(path).exists() else Validators()


def _starts_at(answer: Answer, have: int) -> bool:
    return answer.headers.get("content-range", "").startswith(f"bytes {have}-")


def _fill(answer: Answer, path: Path, most: int, have: int, now: Validators, *, grown: Grown) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if have >= most:
        raise FetchError(f"{shown(answer.url)} sends more than {size(most)} and was cut off")
    _notes(path).write_bytes(msgspec.json.encode(now))
    total = have + answer.announced
    try:
        with _part(path).open("ab" if have else "wb") as file:
            for piece in answer.body(most - have):
                _write(file, piece)
                have += len(piece)
                grown(have, total)
    except FetchError:
        # Too large: nothing of it is worth keeping.
        _forget(path)
        raise
    finally:
        if not now.strong:
            _notes(path).unlink(missing_ok=True)


def _write(file: BinaryIO, piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:  # else it would be told as trouble with the network
        raise FeedError(f"{file.name} cannot be written: {error.strerror}") from error


def _forget(path: Path) -> None:
    _part(path).unlink(missing_ok=True)
    _notes(path).unlink(missing_ok=True)
