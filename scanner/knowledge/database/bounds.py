"""What a knowledge file keeps of a version text: its kind, its bounds as keys, and the condition."""

from scanner.knowledge.database.schema import EXACTLY, HIGH_IN, LOW_IN
from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import Interval, RangeKind, read_range

Bound = tuple[bytes | None, bytes | None, int]
"""Both ends as keys and the marks of the schema."""


def read(text: str, scheme: Scheme) -> tuple[RangeKind, tuple[Bound, ...], str]:
    """What the database keeps of a text: its kind, one bound an interval, and the condition."""
    read = read_range(text, scheme)
    return read.kind, tuple(map(_bound, read.intervals)) or ((None, None, 0),), read.condition


def _bound(one: Interval) -> Bound:
    """A single version is kept once, with a mark."""
    if one.low is not None and one.low == one.high:
        return one.low, None, EXACTLY
    return one.low, one.high, LOW_IN * one.low_in + HIGH_IN * one.high_in
