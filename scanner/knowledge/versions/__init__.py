"""Versions: in which order they stand, and which of them a source's text means."""

from scanner.knowledge.versions.interval import Interval, Range, RangeKind
from scanner.knowledge.versions.keys import key
from scanner.knowledge.versions.ot import numbered_by_year
from scanner.knowledge.versions.packing import UnreadableVersionError
from scanner.knowledge.versions.ranges import named_scheme, read_range

__all__ = [
    "Interval",
    "Range",
    "RangeKind",
    "UnreadableVersionError",
    "key",
    "named_scheme",
    "numbered_by_year",
    "read_range",
]
