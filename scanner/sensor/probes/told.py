"""What a server tells in JSON: one object, and its texts, none of them trusted."""

import json
from typing import Any

from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

JSON = "application/json"
OK, UNAUTHORISED, FORBIDDEN = 200, 401, 403


def read_object(body: bytes) -> dict[str, Any]:
    """The object that a body holds; Garbled for anything else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbled("the answer is no JSON") from None
    if not isinstance(told, dict):
        raise Garbled("the answer is no JSON object")
    return told


def inner(told: dict[str, Any], key: str) -> dict[str, Any]:
    """The object at `key`; an empty one where there is none."""
    value = told.get(key)
    return value if isinstance(value, dict) else {}


def text(told: dict[str, Any], key: str, most: int = 128) -> str:
    """The text at `key`, short and plain; empty where there is none."""
    value = told.get(key)
    return clean(value.encode("utf-8", errors="replace"), most) if isinstance(value, str) else ""
