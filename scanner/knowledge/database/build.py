"""Writes a knowledge file: rows of every source in, one SQLite file out, in bounded memory."""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from scanner.knowledge.database.rows import Rows
from scanner.knowledge.database.schema import APPLICATION, FORMAT, INDEXES, TABLES
from scanner.knowledge.database.state import KnowledgeError, Progress, SourceState, Summary
from scanner.knowledge.facts import Row
from scanner.model import now

TOLD_EVERY = 2000
"""Rows between two reports of progress."""

CACHE_KIB = 16 * 1024


def _silent(_source: str, _rows: int) -> None:
    return


def build(
    sources: Iterable[tuple[SourceState, Iterable[Row]]], path: Path, progress: Progress = _silent
) -> Summary:
    """Writes a new knowledge file at `path` (which must not exist) from the rows of every source.

    Rows are read once, in one pass, never held. An exception of an iterator passes through and leaves
    no file. Raises KnowledgeError when the file cannot be written.
    """
    began = time.monotonic()
    if path.exists():
        raise KnowledgeError(f"{path} is there already: choose another name for the new knowledge file.")
    try:
        with closing(_opened(path)) as connection:
            states, rows = _filled(connection, sources, progress)
            version = _version(states)
            _describe(connection, states, version)
            counts = [int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])  # noqa: S608 - our names
                      for name in ("vulnerability", "product")]  # fmt: skip
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        raise KnowledgeError(f"{path} cannot be written ({error}): look for room and permissions.") from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Summary(
        path=path, version=version, sources=states, vulnerabilities=counts[0], products=counts[1],
        statements=rows.statements, unread=rows.unread, seconds=time.monotonic() - began,
        bytes=path.stat().st_size, kinds=dict(rows.kinds),
    )  # fmt: skip


def in_memory(sources: Iterable[tuple[SourceState, Iterable[Row]]]) -> sqlite3.Connection:
    """The same without a file: for the few rows that come with the program."""
    connection = _opened(":memory:")
    states, _ = _filled(connection, sources, _silent)
    _describe(connection, states, _version(states))
    return connection


def _opened(path: Path | str) -> sqlite3.Connection:
    # Whoever judges in another thread than the one that opened it only reads.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # The file is new and is thrown away when anything fails: no journal is needed.
    connection.executescript(
        f"PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORMAT}; PRAGMA page_size=8192;"
        f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE_KIB};"
        f"PRAGMA temp_store=FILE; {TABLES}"
        "CREATE TEMP TABLE probability (name TEXT PRIMARY KEY, epss REAL) WITHOUT ROWID;"
    )
    return connection


def _filled(
    connection: sqlite3.Connection, sources: Iterable[tuple[SourceState, Iterable[Row]]], progress: Progress
) -> tuple[tuple[SourceState, ...], Rows]:
    states: list[SourceState] = []
    into = Rows(connection)
    connection.execute("BEGIN")
    for state, rows in sources:
        into.source, count = len(states) + 1, 0
        for count, row in enumerate(rows, start=1):
            into.take(row)
            if count % TOLD_EVERY == 0:
                progress(state.id, count)
        progress(state.id, count)
        states.append(state.model_copy(update={"rows": count}))
    into.finish()
    connection.execute("COMMIT")
    return tuple(states), into


def _describe(connection: sqlite3.Connection, states: tuple[SourceState, ...], version: str) -> None:
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(n, one.id, one.name, one.licence, one.fetched_at, one.newest_at, one.rows, one.problem)
         for n, one in enumerate(states, start=1)],
    )  # fmt: skip
    about = {"version": version, "built": now().isoformat(timespec="seconds")}
    connection.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))
    connection.execute("COMMIT")
    connection.executescript(INDEXES + "ANALYZE; PRAGMA optimize;")


def _version(states: Iterable[SourceState]) -> str:
    """The newest date of its sources and a short print of all of them: the same data, the same version."""
    told = [(one.id, one.newest_at, one.rows) for one in states]
    newest = max((one.newest_at[:10] for one in states), default="") or "undated"
    return f"{newest}-{sha256(repr(sorted(told)).encode()).hexdigest()[:8]}"
