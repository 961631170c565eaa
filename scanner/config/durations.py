"""Lengths of time as they may stand in a config: "90s", "30m", "12h", "7d"."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from scanner.config.faults import fault

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([smhd])")


def duration(text: str) -> timedelta:
    """The length that a text names. Raises ValueError with what is allowed."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError('a number and one of s, m, h, d, such as "30m", "12h" or "7d"')
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def spelled(length: timedelta) -> str:
    """The shortest such text for a whole number of seconds."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _read(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    try:
        return duration(str(value))
    except ValueError as error:
        raise fault(f"is {value!r}; allowed: {error}") from None


Duration = Annotated[timedelta, BeforeValidator(_read), PlainSerializer(spelled, str)]
