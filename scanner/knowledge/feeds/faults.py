"""What can go wrong with a feed, each with one sentence for a person."""

from dataclasses import dataclass, field

MOST_TOLD = 20
"""Skipped documents that are named one by one; the rest are counted."""


class FeedError(Exception):
    """A source, or the whole update, cannot go on. The message is one clear sentence."""


class FetchError(FeedError):
    """One address could not be fetched. `transport`: nobody answered properly (try again later)."""

    def __init__(self, sentence: str, *, transport: bool = False, status: int = 0) -> None:
        super().__init__(sentence)
        self.transport, self.status = transport, status


class UnreadableError(FeedError):
    """One document is not what it should be. It is skipped and told."""


@dataclass
class Skipped:
    """The documents that were left out, and why."""

    count: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)
