"""How gently: frames of the whole segment, connections and pauses of each asset."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.model import Pace

MARGIN = 0.97
"""Share of the frame budget that is planned for: the kernel adds a frame of its own now and then."""


class Clock:
    """Real time. Tests give a fake one. Seconds."""

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass
class FrameBudget:
    """Frames a second of the whole segment, evenly spaced, so that no second holds more."""

    rate: float
    clock: Clock
    _free_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, frames: int) -> float:
        """Books `frames`; returns how many seconds to wait before they may leave."""
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._free_at)
            self._free_at = start + frames / (self.rate * MARGIN)
            return start - now

    def give_back(self, frames: int) -> None:
        """Frames that were booked and did not leave (a refused connection needs no farewell)."""
        with self._lock:
            self._free_at -= frames / (self.rate * MARGIN)


@dataclass
class AssetPace:
    """Connections and pauses of one asset."""

    pace: Pace
    clock: Clock
    jitter: Callable[[], float] = field(default=lambda: random.uniform(1.0, 1.25))
    _slots: threading.BoundedSemaphore = field(init=False)
    _next_connect: float = 0.0
    _next_request: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._slots = threading.BoundedSemaphore(self.pace.connections_per_host)

    def enter(self) -> float:
        """Takes one connection's place (waits for it); returns the seconds to wait before connecting."""
        self._slots.acquire()
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._next_connect)
            self._next_connect = start + self.pace.pause_between_connects * self.jitter()
            return start - now

    def leave(self) -> None:
        """Gives the place back; the pause before the next connection counts from here too."""
        with self._lock:
            pause = self.pace.pause_between_connects
            self._next_connect = max(self._next_connect, self.clock.monotonic() + pause / 2)
        self._slots.release()

    def before_request(self) -> float:
        """Seconds to wait before the next request to this asset."""
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._next_request)
            self._next_request = start + self.pace.pause_between_requests
            return start - now
