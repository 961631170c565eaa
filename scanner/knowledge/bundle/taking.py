"""Takes a bundle in: checked whole first, never older than what is here, then one new knowledge file."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from scanner.knowledge.bundle.manifest import Manifest, Member
from scanner.knowledge.bundle.reading import check
from scanner.knowledge.database import Summary
from scanner.knowledge.faults import BundleError
from scanner.knowledge.feeds.catalogue import Settings
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.refresh import check_drop
from scanner.knowledge.feeds.shelf import READER, Shelf, Standing
from scanner.knowledge.feeds.updating import locked, rebuild

Say = Callable[[str, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in. `kept` names sources that are newer here than in the bundle."""

    manifest: Manifest
    sources: tuple[str, ...]
    kept: tuple[str, ...]
    built: Summary | None


def take(settings: Settings, file: Path, trust: list[Path], say: Say, *, allow_drop: bool = False) -> Taken:
    """Imports a bundle. Raises BundleError or FeedError; then everything is as it was before."""
    with (
        locked(settings.folder),
        tempfile.TemporaryDirectory(prefix=".import-", dir=settings.folder) as folder,
    ):
        staged = Path(folder)
        say("bundle", "checking", 0, 0)
        manifest = check(file, trust, staged)
        _not_older(settings, manifest)
        new = [each for each in manifest.members if _newer(Shelf(settings.shelves / each.source), each)]
        for each in new:
            _drop(settings, each, allow_drop=allow_drop)
        built = _moved_in(settings, new, staged, say)
        (settings.folder / "imported.json").write_bytes(msgspec.json.encode(manifest.version))
    taken = tuple(each.source for each in new)
    return Taken(manifest, taken, tuple(e.source for e in manifest.members if e.source not in taken), built)


def _not_older(settings: Settings, manifest: Manifest) -> None:
    try:
        last = msgspec.json.decode((settings.folder / "imported.json").read_bytes(), type=int)
    except FileNotFoundError:
        return
    except (OSError, msgspec.MsgspecError):
        raise BundleError(f"{settings.folder / 'imported.json'} is damaged, so nobody can tell whether the bundle "
                          "is newer; remove it to import anyway") from None  # fmt: skip
    if manifest.version <= last:
        raise BundleError(f"the bundle (version {manifest.version}) is not newer than the one that was imported last "
                          f"(version {last})")  # fmt: skip


def _newer(shelf: Shelf, member: Member) -> bool:
    return not shelf.filled or shelf.standing().fetched_at < member.fetched_at


def _drop(settings: Settings, member: Member, *, allow_drop: bool) -> None:
    try:
        check_drop(
            Shelf(settings.shelves / member.source).standing().rows, member.rows, allow_drop=allow_drop
        )
    except FeedError as error:
        raise BundleError(f"{member.source} in the bundle: {error}") from error


def _moved_in(settings: Settings, members: list[Member], staged: Path, say: Say) -> Summary | None:
    """Puts the rows in their places and builds; when the build fails, everything goes back."""
    aside: list[tuple[Shelf, Path, Standing]] = []
    try:
        for each in members:
            shelf = Shelf(settings.shelves / each.source)
            before = staged / f"{each.source}.before"
            aside.append((shelf, before, shelf.standing()))
            _place(shelf, staged / f"{each.source}.rows.zst", before, each)
        return rebuild(settings, say)
    except BaseException:
        for shelf, before, standing in aside:
            shelf.rows_file.unlink(missing_ok=True)
            if before.exists():
                before.replace(shelf.rows_file)
            shelf.set(standing)
        raise


def _place(shelf: Shelf, rows: Path, before: Path, member: Member) -> None:
    shelf.folder.mkdir(parents=True, exist_ok=True)
    if shelf.filled:
        shelf.rows_file.replace(before)
    rows.replace(shelf.rows_file)
    shelf.set(Standing(fetched_at=member.fetched_at, newest_at=member.newest_at, rows=member.rows, origin="bundle",
                       reader=READER, name=member.name, licence=member.licence))  # fmt: skip
