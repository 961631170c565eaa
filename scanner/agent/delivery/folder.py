"""A folder of reports: each in a folder of its own with its date, an index page, and the newest as `latest`."""

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from scanner.agent.delivery.letter import Letter, UndeliveredError
from scanner.agent.kept_reports import LATEST, NOTE, note
from scanner.agent.report_files import portfolio_of, prepare, write_file
from scanner.agent.slug import slug
from scanner.config.delivery import Folder

MARK = ".copied"
"""In a copy: the name of the folder that it was made of."""
MOST_REPORTS = 2000
MOST_BYTES = 100_000_000
DEEPEST = 6
"""Folders below the named one that are looked into."""
INDEXED = 24
"""Reports of each segment that the index reads: as many as its drawn line shows."""


def send(target: Folder, letter: Letter, language: str) -> None:
    """Puts the report in. Raises UndeliveredError, DeliveryError, OSError."""
    audit = letter.audit
    home = target.path / slug(audit.segment)
    place = home / f"{audit.ended:%Y-%m-%d-%H%M}-{slug(audit.scan)}"
    files = letter.reports(language, target.formats)
    for folder in (target.path, home, place):
        prepare(folder)
    note(place, audit, [write_file(place / name, content) for name, content in files.items()])
    for above in (home, target.path):
        _latest(target, above / LATEST, place)
    index(target, language)
    if target.shared:
        _share(target.path, home, place)


def index(target: Folder, language: str) -> None:
    """Writes the page that leads to each report. Raises DeliveryError, OSError."""
    known = _newest(report_paths(target.path))
    page, _ = portfolio_of(contents(target.path, known), language, pages(target.path, known))
    file = write_file(target.path / "index.html", page)
    if target.shared:
        file.chmod(0o640)


def _share(top: Path, home: Path, place: Path) -> None:
    """Lets the group read what this delivery wrote, and nothing that was there before."""
    written = [place, place.parent / LATEST, top / LATEST]
    folders = [one for one in written if one.is_dir() and not one.is_symlink()]
    for folder in (top, home, *folders):
        folder.chmod(0o750 | (folder.stat().st_mode & 0o2000))
    for file in (file for folder in folders for file in folder.iterdir()):
        file.chmod(0o640)


def _latest(target: Folder, latest: Path, place: Path) -> None:
    """A reader finds the old one or the new one there, at any moment."""
    if _is_older(latest, place):
        return
    if target.latest == "link":
        _link(latest, Path(os.path.relpath(place, latest.parent)))
    else:
        _copy(latest, place)


def _is_older(latest: Path, place: Path) -> bool:
    """Whether the report at hand is older than the one that is there: a parcel may come late."""
    mark = latest / MARK
    there = (
        str(latest.readlink()) if latest.is_symlink() else mark.read_text("utf-8") if mark.is_file() else ""
    )
    return Path(there).name > place.name


def _link(latest: Path, goal: Path) -> None:
    if latest.exists() and not latest.is_symlink():
        raise UndeliveredError(f'{latest} is no link of ours; move it away, or set latest to "copy"')
    part = latest.with_name(f"{latest.name}.new")
    part.unlink(missing_ok=True)
    part.symlink_to(goal, target_is_directory=True)
    part.replace(latest)


def _copy(latest: Path, place: Path) -> None:
    """File by file, each whole. What the new report lacks goes at the end."""
    if latest.is_symlink():
        latest.unlink()
    prepare(latest)
    names = {path.name for path in place.iterdir() if path.name != NOTE and not path.name.endswith(".part")}
    for name in sorted(names):
        write_file(latest / name, (place / name).read_bytes())
    write_file(latest / MARK, place.name.encode())
    for path in latest.iterdir():
        if path.name not in {*names, MARK} and path.is_file():
            path.unlink()


def report_paths(folder: Path) -> list[str]:
    """Every report.json below a folder, as relative paths. Links are not followed."""
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = sorted(folders) if len(here.parts) < DEEPEST else []
        if "report.json" in files and not (Path(place) / "report.json").is_symlink():
            found.append((here / "report.json").as_posix())
    return found


def contents(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The files by their names; what is too large is left empty."""
    chosen = [(name, folder / name) for name in islice(names, MOST_REPORTS)]
    return {name: path.read_bytes() if path.stat().st_size <= MOST_BYTES else b"" for name, path in chosen}


def pages(folder: Path, names: Iterable[str]) -> set[str]:
    """The pages that lie beside these reports, as relative paths."""
    beside = ((folder / name).parent for name in names)
    found = (page for place in beside for kind in ("html", "pdf") for page in place.glob(f"report*.{kind}"))
    return {page.relative_to(folder).as_posix() for page in found}


def _newest(names: list[str]) -> list[str]:
    """The newest of each segment; the copies under `latest` are not counted twice."""
    by_segment: dict[str, list[str]] = {}
    for name in sorted(names):
        if LATEST not in Path(name).parts:
            by_segment.setdefault(name.split("/", 1)[0], []).append(name)
    return [name for names in by_segment.values() for name in names[-INDEXED:]]
