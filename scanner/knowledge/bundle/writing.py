"""Makes a bundle from the rows of every source that is here."""

import io
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from scanner.knowledge.bundle.keys import private_key
from scanner.knowledge.bundle.manifest import FORMAT, Manifest, Member, signed
from scanner.knowledge.faults import BundleError
from scanner.knowledge.feeds import rows as rows_files
from scanner.knowledge.feeds.catalogue import Settings
from scanner.knowledge.feeds.shelf import Shelf
from scanner.knowledge.feeds.updating import counted, locked

DAYS = 90
"""After how many days a bundle expires, when nothing else is said."""


def export(settings: Settings, file: Path, key: Path, days: int = DAYS) -> Manifest:
    """Writes the bundle. Raises BundleError or FeedError; an older file at its place stays then."""
    secret = private_key(key)
    with locked(settings.folder):
        filled = counted(settings)
        if not filled:
            raise BundleError("there is nothing to export yet: `vaglio feeds update` fetches it")
        now = datetime.now(UTC).replace(microsecond=0)
        manifest = Manifest(FORMAT, _version(settings, now), now.isoformat(), (now + timedelta(days=days)).isoformat(),
                            [_member(shelf) for shelf in filled])  # fmt: skip
        body, stamp = signed(manifest, secret)
        new = file.with_name(f".{file.name}.new")
        try:
            with tarfile.open(new, "w", format=tarfile.USTAR_FORMAT) as archive:
                _add(archive, "manifest.json", body)
                _add(archive, "manifest.sig", stamp)
                for shelf, member in zip(filled, manifest.members, strict=True):
                    _add_file(archive, member, shelf.rows_file)
            new.replace(file)
        except OSError as error:
            raise BundleError(f"{file} cannot be written: {error.strerror}") from error
        finally:
            new.unlink(missing_ok=True)
        (settings.folder / "exported.json").write_bytes(msgspec.json.encode(manifest.version))
    return manifest


def _version(settings: Settings, now: datetime) -> int:
    """The seconds since 1970, but always more than the last time, also when the clock was set back."""
    try:
        last = msgspec.json.decode((settings.folder / "exported.json").read_bytes(), type=int)
    except (OSError, msgspec.MsgspecError):
        last = 0
    return max(int(now.timestamp()), last + 1)


def _member(shelf: Shelf) -> Member:
    at = shelf.standing()
    count = length = 0
    for line in rows_files.lines(shelf.rows_file):
        count, length = count + 1, length + len(line)
    return Member(
        source=shelf.id, name=at.name, licence=at.licence, fetched_at=at.fetched_at, newest_at=at.newest_at,
        rows=count, size=shelf.rows_file.stat().st_size, unpacked=length,
        sha256=rows_files.digest(shelf.rows_file),
    )  # fmt: skip


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def _add_file(archive: tarfile.TarFile, member: Member, file: Path) -> None:
    info = tarfile.TarInfo(member.file)
    info.size = member.size
    with file.open("rb") as content:
        archive.addfile(info, content)
