"""Copies the database while it is in use, and puts a copy back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from scanner.model import now
from scanner.store import leases
from scanner.store.engine import database_file, open_engine
from scanner.store.fault import StoreError
from scanner.store.migrate import REVISIONS, copy


def backup(url: str, target: Path) -> Path:
    """A whole copy of the database at one moment, in a new file of its owner only. Raises StoreError."""
    source = _file(url)
    if not source.is_file():
        raise StoreError(f"{source} is not there: there is nothing to copy.")
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

    The copy is checked first: whole, of this program, and not of a newer version. Raises StoreError, also while
    an agent or a scan works with the database: it would go on writing into the file that was replaced.
    """
    file = _file(url)
    _checked(source)
    _nobody_there(url, file)
    kept = file.with_name(f"{file.name}.before-restore") if file.exists() else None
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(source, part)
        if kept:
            _keep(file, kept)
        # The log beside the old file belongs to the old file.
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{file} could not be restored: {error}") from error
    return kept


def _nobody_there(url: str, file: Path) -> None:
    if not file.is_file():
        return
    engine, _, _ = open_engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            holder = next(iter(leases.held(connection, now())), None)
    except SQLAlchemyError:
        return  # too damaged, or too old, for anybody to work with it
    finally:
        engine.dispose()
    if holder:
        raise StoreError(
            f"The process {holder.pid} on {holder.host} works with {file} ({holder.name}): stop the agent "
            "(`systemctl stop vaglio`), or wait for the audit to end."
        )


def _keep(file: Path, kept: Path) -> None:
    try:
        copy(file, kept)
    except sqlite3.DatabaseError:
        # Damaged, which is why a copy is put back: as it lies there, for whoever can still read it.
        file.replace(kept)


def _file(url: str) -> Path:
    file = database_file(url)
    if file is None:
        raise StoreError("The database is no SQLite file, so there is nothing to copy.")
    return file


def _copy(source: Path, target: Path) -> None:
    copy(source, target)
    with closing(_reading(target)) as made:
        _whole(made, target)


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
