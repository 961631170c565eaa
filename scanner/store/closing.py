"""Brings a SQLite database into one file without a log beside it, or gives the space of what went back."""

from scanner.store.fault import told
from scanner.store.store import Store


def closed_for_good(store: Store) -> None:
    """Writes everything into the one file and rewrites it. Nothing else may have the database open."""
    _said(store, "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=DELETE", "VACUUM")


def compacted(store: Store) -> None:
    """Rewrites the file, so that nothing of the rows that went is left in it, nor in its log."""
    _said(store, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")


def _said(store: Store, *statements: str) -> None:
    """Outside of any transaction. A server looks after its files by itself."""
    if store.engine.dialect.name != "sqlite":
        return
    with told(store.name):
        connection = store.engine.raw_connection()
        try:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement).fetchall()
            cursor.close()
        finally:
            connection.close()
