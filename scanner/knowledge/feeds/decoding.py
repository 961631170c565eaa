"""Typed, bounded reading of what a server sent."""

import re
from typing import TypeVar

import msgspec

from scanner.knowledge.feeds.faults import UnreadableError

T = TypeVar("T")

_SPACE = re.compile(r"\s+")


def decode(kind: type[T], data: bytes | memoryview | msgspec.Raw, name: str) -> T:
    """`data` as `kind`. Raises UnreadableError that names the document."""
    try:
        return msgspec.json.decode(data, type=kind, strict=False)
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnreadableError(f"{name} cannot be read: {tidy(str(error), 200)}") from error
    except RecursionError:
        raise UnreadableError(f"{name} cannot be read: too many brackets inside each other") from None


def tidy(text: str | None, most: int = 500) -> str:
    """Text in one line, without what moves a cursor or turns the direction around, at most `most` characters."""
    if not text:
        return ""
    short = text[: most * 4]
    if not short.isprintable() or "  " in short:  # seldom: the search costs more than all else
        short = _SPACE.sub(" ", "".join(letter if letter.isprintable() else " " for letter in short))
    return short.strip()[:most]


def day(text: str | None) -> str:
    """The day of a date or time, YYYY-MM-DD; empty where there is none."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", text or "")
    return found[0] if found else ""
