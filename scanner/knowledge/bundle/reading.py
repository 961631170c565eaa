"""Opens a bundle without trusting it: the signature first, then exactly what the manifest lists, nothing else."""

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from scanner.knowledge.bundle.keys import public_keys
from scanner.knowledge.bundle.manifest import MOST_MANIFEST, Manifest, Member, trusted
from scanner.knowledge.faults import BundleError
from scanner.knowledge.feeds import rows as rows_files
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.limits import GIGA, size

MOST_PACKED, MOST_UNPACKED = 2 * GIGA, 8 * GIGA
"""Bytes of a bundle; a manifest that says more is refused, signed or not."""
CHUNK = 1 << 20


def check(file: Path, trust: list[Path], into: Path, now: datetime | None = None) -> Manifest:
    """Verifies a whole bundle and unpacks its files of rows to `into`. Raises BundleError.

    Nothing is written but by a name that the signed manifest gives, nor more bytes than it says.
    """
    keys = public_keys(trust)
    with _archive(file) as archive:
        body, stamp = _small(archive, "manifest.json"), _small(archive, "manifest.sig")
        manifest = trusted(body, stamp, keys, now or datetime.now(UTC))
        _bounded(manifest)
        for member in manifest.members:
            _unpack(archive, member, into)
        if (more := archive.next()) is not None:
            raise BundleError(f"the bundle holds a file that its manifest does not list: {_shown(more.name)}")
    for member in manifest.members:
        _count(member, into)
    return manifest


@contextmanager
def _archive(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, mode="r|") as archive:
            yield archive
    except FileNotFoundError:
        raise BundleError(f"{file} does not exist") from None
    except (tarfile.TarError, EOFError) as error:
        raise BundleError("the bundle is cut short or is no bundle") from error
    except OSError as error:
        raise BundleError(f"the bundle cannot be read: {error.strerror or error}") from error


def _next(archive: tarfile.TarFile, name: str) -> tuple[tarfile.TarInfo, IO[bytes]]:
    """The next member, which must be the ordinary file `name`."""
    info = archive.next()
    if info is None:
        raise BundleError(f"the bundle is cut short: {name} is missing")
    if info.name != name:
        raise BundleError(f"the bundle holds {_shown(info.name)} where {name} belongs")
    inner = archive.extractfile(info) if info.isreg() else None
    if inner is None:
        raise BundleError(f"{name} in the bundle is no ordinary file")
    return info, inner


def _small(archive: tarfile.TarFile, name: str) -> bytes:
    info, inner = _next(archive, name)
    if info.size > MOST_MANIFEST:
        raise BundleError(f"{name} in the bundle is larger than {size(MOST_MANIFEST)}")
    return inner.read(MOST_MANIFEST)


def _bounded(manifest: Manifest) -> None:
    packed = sum(member.size for member in manifest.members)
    unpacked = sum(member.unpacked for member in manifest.members)
    if packed > MOST_PACKED or unpacked > MOST_UNPACKED:
        raise BundleError(f"the bundle unpacks to {size(unpacked)}, which is more than Vaglio takes")


def _unpack(archive: tarfile.TarFile, member: Member, into: Path) -> None:
    info, inner = _next(archive, member.file)
    if info.size != member.size:
        raise BundleError(f"{member.file} in the bundle is not as large as its manifest says")
    digest = hashlib.sha256()
    with (into / f"{member.source}.rows.zst").open("xb") as out:
        while piece := inner.read(CHUNK):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != member.sha256:
        raise BundleError(f"{member.file} in the bundle is not what was signed")


def _count(member: Member, into: Path) -> None:
    """Reads every row once: no more bytes than the manifest says, and as many rows."""
    count = 0
    try:
        for _ in rows_files.read(into / f"{member.source}.rows.zst", member.unpacked):
            count += 1
    except FeedError as error:
        raise BundleError(f"the bundle's {error}") from error
    if count != member.rows:
        raise BundleError(
            f"{member.file} in the bundle has {count:,} rows where its manifest says {member.rows:,}"
        )


def _shown(name: str) -> str:
    return repr(name[:80])
