"""Brings a database to the present tables, with a copy made first where there is something to lose."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from scanner.store.engine import is_sealed, writing
from scanner.store.fault import StoreError

REVISIONS: tuple[str, ...] = ("0001", "0002", "0003", "0004", "0005", "0006")
"""All steps, oldest first; the last is what this program works with."""
SCRIPTS = "scanner.store:migrations"


def bring_up(engine: Engine, name: str, file: Path | None) -> None:
    """Migrates to the newest revision. `file` is the SQLite file that is copied first, if any.

    Raises StoreError for a database of a newer program or of another one.
    """
    with engine.connect() as connection:
        found = _revision(connection, name)
    if found == REVISIONS[-1]:
        return
    if is_sealed(str(engine.url)):
        raise StoreError(f"{name} was sealed by another version; any version reads its evidence packages.")
    if found and file:
        copy(file, file.with_name(f"{file.name}.before-{REVISIONS[-1]}"))
    with writing(engine) as connection:
        # Another process may have been faster; only inside this transaction is the answer certain.
        if _revision(connection, name) != REVISIONS[-1]:
            _upgrade(connection)


def _revision(connection: Connection, name: str) -> str:
    """The revision of the database; empty for a new one."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(f"{name} belongs to another program; name another database in `store`.")
        return ""
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    if found and found not in REVISIONS:
        raise StoreError(f"{name} was written by a newer version of this program; update the program.")
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def copy(file: Path, to: Path) -> None:
    """Copies through SQLite itself (0600), so that what is still in the write-ahead log is in the copy."""
    os.close(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    to.chmod(0o600)
    source, target = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True), sqlite3.connect(to)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
