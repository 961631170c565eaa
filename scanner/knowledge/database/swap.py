"""Puts a new knowledge file in the place of the current one, in one step, and keeps the previous one."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from scanner.knowledge.database.schema import APPLICATION, FORMAT
from scanner.knowledge.database.state import KnowledgeError


def previous_of(current: Path) -> Path:
    """Where the file before the current one is kept."""
    return current.with_suffix(".previous.sqlite")


def swap(new: Path, current: Path) -> None:
    """Makes `new` the current file; readers of the old one keep what they opened.

    Both must be on one file system. Raises KnowledgeError when `new` is no whole knowledge file or
    cannot be moved; then `current` is untouched.
    """
    checked(new, whole=True)
    try:
        new.chmod(0o600)
        if current.exists():
            _keep(current)
        new.replace(current)
    except OSError as error:
        raise KnowledgeError(f"{new} cannot take the place of {current} ({error.strerror}).") from None


def _keep(current: Path) -> None:
    """The old file under a second name, so that there is a current one at every moment."""
    spare = current.with_suffix(".spare")
    spare.unlink(missing_ok=True)
    os.link(current, spare)
    spare.replace(previous_of(current))


def checked(path: Path, *, whole: bool = False) -> None:
    """Raises KnowledgeError unless it is a knowledge file that this program reads; `whole` looks at every page."""
    if not path.is_file():
        raise KnowledgeError(f"There is no knowledge file at {path}: `vaglio feeds update` makes one.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            ]
            sound = not whole or connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            named = connection.execute("SELECT value FROM about WHERE key = 'version'").fetchone()
    except sqlite3.Error as error:
        raise KnowledgeError(f"{path} cannot be read as a knowledge file ({error}): make it again.") from None
    if found[0] != APPLICATION or not sound or not named:
        raise KnowledgeError(f"{path} is no whole knowledge file: make it again with `vaglio feeds update`.")
    if found[1] != FORMAT:
        raise KnowledgeError(f"{path} is of format {found[1]}, this program reads {FORMAT}: make it again.")
