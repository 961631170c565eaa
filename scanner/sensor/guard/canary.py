"""Silence stops us: how an asset answered before and after it was asked."""

import threading
from dataclasses import dataclass, field

SLOWER = 3.0
"""An answer this many times slower than before counts as trouble…"""

NOTICEABLE = 0.25
"""…when it is also slower by this many seconds (less is a busy switch, not a suffering machine)."""


@dataclass
class Canary:
    """Round-trip times in seconds, by address; None stands for silence."""

    _before: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, address: str, seconds: float | None) -> None:
        if seconds is not None:
            with self._lock:
                self._before.setdefault(address, seconds)

    def knows(self, address: str) -> bool:
        """Whether it is known how quickly that asset answered before it was asked."""
        with self._lock:
            return address in self._before

    def trouble(self, address: str, seconds: float | None) -> str:
        """Why the segment must be left alone now, or an empty text."""
        with self._lock:
            first = self._before.get(address)
        if first is None:
            return ""
        if seconds is None:
            return f"{address} answered before it was asked and is silent now"
        if seconds > first * SLOWER and seconds - first > NOTICEABLE:
            return f"{address} answers {seconds / max(first, 0.001):.0f} times slower than before"
        return ""
