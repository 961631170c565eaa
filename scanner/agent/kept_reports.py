"""Reports in folders: each folder says what was written into it, so that nothing else is ever thrown away."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from scanner.agent.report_files import DeliveryError, write_file
from scanner.model import Audit, Record, UtcTime

NOTE = ".vaglio-report.json"
LATEST = "latest"
DEEPEST = 2
"""Folders below the named one: one for each scan, or one for each segment and in it one for each scan."""


class Written(Record):
    """What was written into one folder: of which audit, and the SHA-256 of each file by its name."""

    scan: str
    segment: str
    ended: UtcTime
    complete: bool
    files: dict[str, str]


@dataclass(frozen=True)
class Report:
    """A folder of ours with its note."""

    folder: Path
    written: Written


def note(folder: Path, audit: Audit, paths: Iterable[Path]) -> None:
    """Says which files of `folder` a report of ours are, besides those that are noted already. Raises DeliveryError."""
    earlier = _read(folder)
    known = earlier.files if earlier and earlier.scan == audit.scan else {}
    files = known | {path.name: _digest(path) for path in paths}
    written = Written(
        scan=audit.scan, segment=audit.segment, ended=audit.ended, complete=audit.complete, files=files
    )
    write_file(folder / NOTE, written.model_dump_json(indent=1).encode())


def reports_in(home: Path) -> Iterator[Report]:
    """The folders of ours below `home`. Links are not followed; what can't be read is nobody's."""
    folders = [home]
    for _ in range(DEEPEST):
        folders = [one for folder in folders for one in _folders(folder)]
        for folder in folders:
            if written := _read(folder):
                yield Report(folder, written)


def outdated(home: Path, before: datetime, keep: int) -> tuple[Report, ...]:
    """The reports of audits that ended before a moment, oldest first.

    The newest of each segment stays, and so do its newest `keep` whole ones and what a link `latest` leads to.
    """
    linked = {folder.resolve() for place in (home, *_folders(home)) for folder in _linked(place)}
    by_segment: dict[str, list[Report]] = {}
    for one in sorted(reports_in(home), key=lambda each: each.written.ended, reverse=True):
        by_segment.setdefault(one.written.segment, []).append(one)
    beyond = [one for found in by_segment.values() for one in _beyond(found, keep)]
    gone = [one for one in beyond if one.written.ended < before and one.folder.resolve() not in linked]
    return tuple(sorted(gone, key=lambda each: each.written.ended))


def _beyond(newest_first: list[Report], keep: int) -> list[Report]:
    whole = [one for one in newest_first if one.written.complete]
    stays = {one.folder for one in (*newest_first[:1], *whole[:keep])}
    return [one for one in newest_first if one.folder not in stays]


def discard(report: Report) -> None:
    """Deletes what was written and is as it was written; the folder goes when nothing else is in it.

    Raises DeliveryError.
    """
    empty(report)
    forget(report)


def empty(report: Report) -> None:
    """Deletes the report and leaves the note, by which it is found again until all is done. Raises DeliveryError."""
    with _told(report):
        for name, digest in report.written.files.items():
            path = report.folder / name
            ours = Path(name).name == name and path.is_file() and not path.is_symlink()
            if ours and _digest(path) == digest:
                path.unlink()


def forget(report: Report) -> None:
    """Deletes the note, and the folder when nothing else is in it. Raises DeliveryError."""
    with _told(report):
        (report.folder / NOTE).unlink()
        with suppress(OSError):  # what somebody put there stays, and its folder with it
            report.folder.rmdir()


@contextmanager
def _told(report: Report) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DeliveryError(
            f"{report.folder} can't be deleted ({error.strerror}): run as its owner"
        ) from error


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(one for one in folder.iterdir() if one.is_dir() and not one.is_symlink())
    return []


def _linked(place: Path) -> list[Path]:
    latest = place / LATEST
    return [place / latest.readlink()] if latest.is_symlink() else []


def _read(folder: Path) -> Written | None:
    file = folder / NOTE
    try:
        return None if file.is_symlink() else Written.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
