"""Time in tests, on a machine that may be busy with something else.

Work is counted in processor seconds and repeated: a pause of the interpreter (its collector, a swapped page) hits one
run, a slow parser hits every one. Waiting is given room: a test of it fails because nobody ended the wait, never
because the machine was slow.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BUSY_SECONDS = 10.0
"""What a busy machine may add to a wait."""

TRIES = 5


def work_of(act: Callable[[], object]) -> float:
    """Processor seconds of this thread in one run of `act`, with the collector held back."""
    collecting = gc.isenabled()
    gc.disable()
    started = time.thread_time()
    try:
        act()
    finally:
        took = time.thread_time() - started
        if collecting:
            gc.enable()
    return took


def assert_quick(act: Callable[[], object], seconds: float, what: str = "it") -> None:
    """Some run of `act` out of a few takes less than `seconds` of processor time."""
    took = []
    for _ in range(TRIES):
        took.append(work_of(act))
        if took[-1] < seconds:
            return
    raise AssertionError(f"{what} took {min(took):.2f} seconds of work at best, and {seconds} are allowed")


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """What is inside ends after `seconds`, and what a busy machine adds."""
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    assert took < seconds + BUSY_SECONDS, f"took {took:.1f} s, and {seconds} s should be enough"
