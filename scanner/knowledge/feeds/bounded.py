"""Streams and archives that stop before they grow too large."""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from scanner.knowledge.feeds.faults import UnreadableError
from scanner.knowledge.feeds.limits import GIGA, MEGA, size

MOST_MEMBERS = 2_000_000
MOST_MEMBER = 16 * MEGA
MOST_MEMORY = 512 * MEGA
"""Bytes of memory that unpacking may take."""
MOST_UNPACKED = 40 * GIGA
"""Bytes that an archive may unpack to; they are read and forgotten, never kept."""


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...
    def readline(self, size: int | None = ..., /) -> bytes: ...


class Bounded:
    """A stream that raises UnreadableError once more than `most` bytes have come out of it."""

    def __init__(self, inner: _Readable | IO[bytes], most: int, name: str) -> None:
        self._inner, self._left, self._most, self._name = inner, most, most, name

    def read(self, count: int = 65_536) -> bytes:
        return self._counted(self._inner.read(count))

    def readline(self, count: int = 65_536) -> bytes:
        return self._counted(self._inner.readline(count))

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise UnreadableError(f"{self._name} unpacks to more than {size(self._most)}")
        return piece


class _Xz:
    """Unpacks xz with a bound on memory too, which `lzma.open` does not have."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._inner = lzma.LZMADecompressor(memlimit=MOST_MEMORY)
        self._begun = False

    def read(self, count: int = 65_536, /) -> bytes:
        while True:
            rest = b""
            if self._inner.eof:  # another stream may follow
                self._inner, rest = lzma.LZMADecompressor(memlimit=MOST_MEMORY), self._inner.unused_data
                self._begun = False
            more = rest or (self._packed.read(65_536) if self._inner.needs_input else b"")
            if not more and self._inner.needs_input:
                if self._begun:
                    raise EOFError("it is cut short")
                return b""
            self._begun = True
            if piece := self._inner.decompress(more, count):
                return piece

    def readline(self, count: int | None = None, /) -> bytes:
        raise NotImplementedError


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise UnreadableError(f"{what} cannot be unpacked: {error}") from error


def tar_xz(path: Path, most: int = MOST_UNPACKED) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the ordinary files of a `.tar.xz`, one after the other."""
    with _told("the archive"), path.open("rb") as packed:
        plain = Bounded(_Xz(packed), most, "the archive")
        with tarfile.open(fileobj=plain, mode="r|") as archive:  # type: ignore[call-overload]
            for count, member in enumerate(archive):
                if count >= MOST_MEMBERS:
                    raise UnreadableError(f"the archive holds more than {MOST_MEMBERS:,} files")
                inner = archive.extractfile(member) if member.isreg() and member.size <= MOST_MEMBER else None
                if inner is not None:
                    yield member.name, inner.read()
        while plain.read():  # to the end, so that a file that was cut is found out
            continue


def zipped(path: Path, most: int = MOST_UNPACKED) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of a `.zip`; a zip that holds one zip is looked into."""
    with _told("the archive"), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise UnreadableError(f"the archive holds more than {MOST_MEMBERS:,} files")
        left = most
        for member in members:
            if member.is_dir() or member.file_size > MOST_MEMBER:
                continue
            # The size in the index may lie; zipfile hands out no more than it.
            left -= member.file_size
            if left < 0:
                raise UnreadableError(f"the archive unpacks to more than {size(most)}")
            with archive.open(member) as inner:
                yield member.filename, inner.read(MOST_MEMBER)


def unwrap(path: Path, most: int) -> None:
    """Replaces a zip that holds nothing but one zip by the inner one (the CVE project packs twice)."""
    with _told("the archive"), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) != 1 or not members[0].filename.endswith(".zip"):
            return
        inner = path.with_name(path.name + ".inner")
        with archive.open(members[0]) as packed, inner.open("wb") as out:
            stream = Bounded(packed, most, "the archive")
            while piece := stream.read():
                out.write(piece)
    inner.replace(path)
