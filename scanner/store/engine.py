"""Opens the database: SQLite, in a file of its owner only (decision 18)."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from scanner.store.fault import StoreError

BUSY_MILLISECONDS = 10_000
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
)
_WRITES = "vaglio_writes"


def open_engine(url: str) -> tuple[Engine, str, Path | None]:
    """The engine, how a person calls the database, and its file (None: sealed). Raises StoreError."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(f'`store` is of the kind {parsed.drivername}; write "sqlite:////folder/vaglio.db".')
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError('`store` needs a file: "sqlite:////folder/vaglio.db".')
    if is_sealed(url):
        return _reading(parsed)
    file = Path(parsed.database)
    _private_file(file)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine, str(file), file


def database_file(url: str) -> Path | None:
    """The file of a SQLite database; None for another database. Raises StoreError for what is no URL."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(unquote(parsed.database.removeprefix("file:")) if is_sealed(url) else parsed.database)


def is_sealed(url: str) -> bool:
    """Whether the URL is that of a file that may only be read (SQLite, URI filenames)."""
    parsed = _parsed(url)
    return parsed.get_backend_name() == "sqlite" and parsed.query.get("mode") == "ro"


def _reading(parsed: URL) -> tuple[Engine, str, None]:
    file = Path(unquote(str(parsed.database).removeprefix("file:")))
    if not file.is_file():
        raise StoreError(f"{file} is not there.")
    engine = create_engine(parsed)
    event.listen(engine, "begin", _begin_reading)
    return engine, str(file), None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes; committed at its end, undone when something is raised."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise StoreError('`store` is not a database URL; write "sqlite:////folder/vaglio.db".') from None


def _private_file(file: Path) -> None:
    """Makes the file before SQLite does, for its owner only; the log beside it takes over its mode."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _tighten(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StoreError(f"{file} cannot be opened: {error.strerror}.") from None


def _tighten(handle: int) -> None:
    found = os.fstat(handle)
    if stat.S_IMODE(found.st_mode) & 0o077 and found.st_uid == os.geteuid():
        os.fchmod(handle, 0o600)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA query_only=ON")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first and writes later may be refused midway.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
