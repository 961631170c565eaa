"""Copies the database while it is in use, and puts a copy back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from scanner.store.engine import open_engine
from scanner.store.fault import StoreError
from scanner.store.migrate import REVISIONS


def backup(url: str, target: Path) -> Path:
    """A whole copy of the database at one moment, in a new file of its owner only. Raises StoreError."""
    source = _file(url)
    try:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise StoreError(f"{target} is there already; choose another name.") from None
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from None
    os.close(handle)
    try:
        _copy(source, target)
    except (sqlite3.Error, StoreError) as error:
        target.unlink(missing_ok=True)
        raise StoreError(f"{source} could not be copied: {error}") from error
    return target


def restore(url: str, source: Path) -> Path | None:
    """Puts a copy in the place of the database; what was there is kept beside it, and its path returned.

    The copy is checked first: whole, of this program, and not of a newer version. Raises StoreError.
    """
    file = _file(url, must_exist=False)
    _checked(source)
    kept = file.with_name(f"{file.name}.before-restore") if file.exists() else None
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, part)
        if kept:
            kept.unlink(missing_ok=True)
            _copy(file, kept)
            kept.chmod(0o600)
        # The log beside the old file belongs to the old file.
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{file} could not be restored: {error}") from error
    return kept


def _file(url: str, *, must_exist: bool = True) -> Path:
    if not url.startswith("sqlite"):
        raise StoreError(
            "The database is not a SQLite file; copy it with its own tools (pg_dump, pg_restore)."
        )
    engine, _, file = open_engine(url) if must_exist else (None, "", Path(url.split(":///", 1)[1]))
    if engine:
        engine.dispose()
    assert file is not None
    return file


def _copy(source: Path, target: Path) -> None:
    """Through SQLite itself, so that what is still in the write-ahead log is in the copy."""
    with closing(_reading(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        _whole(new, target)


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _whole(connection: sqlite3.Connection, file: Path) -> None:
    (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        raise StoreError(f"{file} is damaged ({told}).")


def _checked(file: Path) -> None:
    try:
        with closing(_reading(file)) as connection:
            _whole(connection, file)
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{file} is no copy of Vaglio's database ({error}).") from error
    if found is None or found[0] not in REVISIONS:
        raise StoreError(f"{file} was written by a newer version of this program; update the program.")
