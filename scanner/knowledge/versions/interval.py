"""A range of versions as a source tells it: intervals between keys, all versions, or not understood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RangeKind(StrEnum):
    """How far the text was understood."""

    SOME = "some"  # the intervals say which versions
    ALL = "all"
    UNPARSED = "unparsed"  # it may mean anything: never a ground for a verdict


@dataclass(frozen=True, slots=True)
class Interval:
    """Versions from `low` to `high`, both keys of one scheme; None is unbounded."""

    low: bytes | None
    high: bytes | None
    low_in: bool
    high_in: bool

    def holds(self, key: bytes) -> bool:
        """Whether the version with this key lies inside."""
        return self._above(key) and self._below(key)

    def _above(self, key: bytes) -> bool:
        return self.low is None or key > self.low or (self.low_in and key == self.low)

    def _below(self, key: bytes) -> bool:
        return self.high is None or key < self.high or (self.high_in and key == self.high)


@dataclass(frozen=True, slots=True)
class Range:
    """What a text says of versions. `condition` is what else must be true (a module, a setting), in the source's words.

    `text` is the source's own. With `kind` `unparsed` or `all` there are no intervals.
    """

    kind: RangeKind
    intervals: tuple[Interval, ...]
    condition: str
    text: str

    def holds(self, key: bytes) -> bool | None:
        """Whether it speaks of the version with this key; None: cannot tell."""
        if self.kind is RangeKind.UNPARSED:
            return None
        return self.kind is RangeKind.ALL or any(interval.holds(key) for interval in self.intervals)
