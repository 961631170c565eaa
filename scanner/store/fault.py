"""What goes wrong with a database, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError


class StoreError(Exception):
    """The database cannot be used, or not like this. `str()` is one sentence with the cure."""


_CAUSES = {
    "not a database": "is not a database of this program; name another file in `store`",
    "malformed": "is damaged; put a backup in its place or move it away to start anew",
    "disk is full": "could not be written because the disk is full; free some space",
    "readonly": "may only be read; run as the user that owns it",
    "unable to open": "cannot be opened; run as the user that owns its folder",
    "locked": "is in use by another program that does not let go; try again later",
    "disk i/o": "could not be read or written by the disk; look at the system's log",
}


def in_words(name: str, error: SQLAlchemyError) -> StoreError:
    """The sentence for what the database's driver said; `name` is how a person finds the database."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    for mark, words in _CAUSES.items():
        if mark in said.lower():
            return StoreError(f"{name} {words}.")
    return StoreError(f"{name} refused: {said.splitlines()[0]}.")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turns what the driver raises into a StoreError."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError(f"{name} holds this already, or not what it belongs to: {error.orig}.") from error
    except SQLAlchemyError as error:
        raise in_words(name, error) from error
