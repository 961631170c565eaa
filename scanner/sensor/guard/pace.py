"""How gently: frames of the whole segment, connections and pauses of each asset."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.model import Pace

MARGIN = 0.97
"""Share of the frame budget that is planned for: the kernel adds a frame of its own now and then."""

WINDOW = 1 / MARGIN
"""Seconds in which no more frames leave than the budget of one second: what is early stays within it."""

FILLED = 0.94
"""Share of the frame budget that may leave in a second: lanes that were held up add their frame to the next."""

LATEST = 0.1
"""Seconds by which a frame leaves after its permit at most (measured with 16 lanes on a busy machine)."""

SHORTEST_WAIT = 0.001
"""Seconds; less than a clock can tell would be asked for again and again."""


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
    _booked: deque[tuple[float, int]] = field(default_factory=deque)
    _left: deque[tuple[float, int]] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, frames: int) -> float:
        """Books `frames`; returns how many seconds to wait before they may leave."""
        with self._lock:
            now = self.clock.monotonic()
            start = self._room(max(now, self._free_at), frames)
            self._book(start, frames)
            return start - now

    def depart(self, frames: int, more: int = 0) -> float:
        """0 when `frames` that were booked leave now; else the seconds after which to ask again.

        A busy machine wakes a lane later than it asked for. What was late must not leave together
        with what is on time, so the last second is counted once more by what did leave. `more` frames
        may follow that nobody can hold back then, such as the acknowledgement of an open port.
        """
        with self._lock:
            now = self.clock.monotonic()
            while self._left and self._left[0][0] + 1 + LATEST <= now:
                self._left.popleft()
            full = sum(count for _, count in self._left) + frames + more > self.rate * FILLED
            if self._left and full:
                return max(self._left[0][0] + 1 + LATEST - now, SHORTEST_WAIT)
            self._left.append((now, frames))
            return 0.0

    def overdraw(self, frames: int) -> None:
        """Books frames that leave now whatever we say; what comes later waits for them."""
        with self._lock:
            now = self.clock.monotonic()
            self._book(now, frames)
            self._left.append((now, frames))

    def give_back(self, frames: int) -> None:
        """Frames that were booked and did not leave (a refused connection needs no farewell)."""
        with self._lock:
            self._free_at -= frames / (self.rate * MARGIN)
            while frames and self._booked:
                at, last = self._booked.pop()
                if last > frames:
                    self._booked.append((at, last - frames))
                frames -= min(last, frames)

    def _book(self, start: float, frames: int) -> None:
        self._free_at = max(start, self._free_at) + frames / (self.rate * MARGIN)
        self._booked.append((start, frames))

    def _room(self, start: float, frames: int) -> float:
        """The first moment from `start` on that does not make a second too full.

        Even spacing alone does not see to it, because the frames of one touch leave together. A
        touch of more frames than a whole second may hold gets a second of its own.
        """
        while self._booked and self._booked[0][0] + WINDOW <= start:
            self._booked.popleft()
        ahead = sum(count for _, count in self._booked)
        for at, count in self._booked:
            if ahead + frames <= self.rate:
                break
            start, ahead = max(start, at + WINDOW), ahead - count
        return start


@dataclass
class AssetPace:
    """Connections and pauses of one asset."""

    pace: Pace
    clock: Clock
    jitter: Callable[[], float] = field(default=lambda: random.uniform(1.0, 1.25))
    _open: int = 0
    _next_connect: float = 0.0
    _next_request: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> float | None:
        """Takes one connection's place; the seconds to wait before connecting, None: no place is free."""
        with self._lock:
            if self._open >= self.pace.connections_per_host:
                return None
            self._open += 1
            now = self.clock.monotonic()
            start = max(now, self._next_connect)
            self._next_connect = start + self.pace.pause_between_connects * self.jitter()
            return start - now

    def leave(self) -> None:
        """Gives the place back; the pause before the next connection counts from here too."""
        with self._lock:
            if self._open < 1:
                raise ValueError("more connections were ended than begun")
            self._open -= 1
            pause = self.pace.pause_between_connects
            self._next_connect = max(self._next_connect, self.clock.monotonic() + pause / 2)

    def before_request(self) -> float:
        """Seconds to wait before the next request to this asset."""
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._next_request)
            self._next_request = start + self.pace.pause_between_requests
            return start - now
