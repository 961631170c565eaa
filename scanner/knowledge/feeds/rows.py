"""Rows of a source in one compressed file: a letter for the kind and a JSON object a line."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import zstandard

from scanner.knowledge import facts
from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.faults import UnreadableError
from scanner.knowledge.feeds.limits import GIGA, size

KINDS: dict[bytes, type[Any]] = {
    b"v": facts.Vulnerability, b"x": facts.Exploited, b"p": facts.Probability, b"a": facts.Affected,
    b"d": facts.DistroFix, b"w": facts.WindowsFix, b"s": facts.Support, b"n": facts.Alias,
}  # fmt: skip
"""The letter of each kind; a letter is never given to another kind."""

MOST_BYTES = 8 * GIGA
"""Bytes of all rows of one source, unpacked."""
LONGEST_LINE = 1_000_000
LEVEL = 3
BATCH = 2_000
_LETTERS = {kind: letter for letter, kind in KINDS.items()}
_READERS = {letter: msgspec.json.Decoder(kind) for letter, kind in KINDS.items()}
_WINDOW = 2**27


class Written(msgspec.Struct, frozen=True):
    """What was written: rows, bytes unpacked and packed, and the digest of the packed file."""

    rows: int
    unpacked: int
    packed: int
    sha256: str


def write(path: Path, rows: Iterable[Row], tell: Callable[[int], None] = lambda _: None) -> Written:
    """Writes rows to `path`; there is either the whole file or none."""
    part = path.with_name(path.name + ".new")
    count = length = 0
    encode = msgspec.json.Encoder().encode
    try:
        with part.open("wb") as file, zstandard.ZstdCompressor(level=LEVEL).stream_writer(file) as packed:
            for some in _batches(rows):
                text = b"".join([_LETTERS[type(row)] + encode(row) + b"\n" for row in some])
                packed.write(text)
                count, length = count + len(some), length + len(text)
                tell(count)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Written(count, length, path.stat().st_size, digest(path))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Some thousand rows at a time: the compressor is called seldom, and memory stays bounded."""
    every = iter(rows)
    while some := list(islice(every, BATCH)):
        yield some


def read(path: Path, most: int = MOST_BYTES) -> Iterator[Row]:
    """The rows of a file. Raises UnreadableError for what is none, or unpacks to more than `most` bytes."""
    for line in lines(path, most):
        yield _row(line, path.name)


def lines(path: Path, most: int = MOST_BYTES) -> Iterator[bytes]:
    """The lines of a file, at most `most` bytes together. Raises UnreadableError."""
    try:
        with path.open("rb") as file:
            yield from _lines(file, most, path.name)
    except (zstandard.ZstdError, OSError) as error:
        raise UnreadableError(f"{path.name} cannot be read: {error}") from error


def _lines(file: BinaryIO, most: int, name: str) -> Iterator[bytes]:
    stream = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(file)
    plain = io.BufferedReader(stream, 1 << 18)
    left = most
    while line := plain.readline(min(LONGEST_LINE, left + 1)):
        left -= len(line)
        if left < 0:
            raise UnreadableError(f"{name} unpacks to more than {size(most)}")
        yield line


def _row(line: bytes, name: str) -> Row:
    reader = _READERS.get(line[:1])
    try:
        if reader is None or not line.endswith(b"\n"):
            raise ValueError("a line is cut or of an unknown kind")
        row: Row = reader.decode(line[1:])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"{name} holds a line that is no row: {error}") from error
    return row


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
