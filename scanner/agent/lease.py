"""The lease of a segment while it is examined: one scan at a time, over all processes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scanner.store import RECHECK, Plans, Store, StoreError

BEAT_SECONDS = 30.0
SEGMENT = "segment "
"""What the name of a segment's lease begins with."""


@contextmanager
def examining(store: Store, segment: str, doing: str) -> Iterator[None]:
    """Holds the lease of a segment. Raises StoreError, naming the process, while another one examines it.

    A question that is put again (`RECHECK`) is put to the same machines, so it needs the same lease.
    """
    plans, name = Plans(store), SEGMENT + segment.removesuffix(RECHECK)
    holder = plans.take(name, os.getpid(), doing)
    if holder is not None:
        raise StoreError(
            f"{segment} is being examined already, by the process {holder.pid} on {holder.host} since "
            f"{holder.taken.astimezone():%Y-%m-%d %H:%M}; wait until it has ended."
        )
    ended = threading.Event()
    beats = threading.Thread(target=_beat, args=(plans, name, ended), daemon=True)
    beats.start()
    try:
        yield
    finally:
        ended.set()
        beats.join()
        with suppress(StoreError):  # whose process is gone holds nothing
            plans.release(name, os.getpid())


def _beat(plans: Plans, name: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        with suppress(StoreError):  # a full disk ends the scan, not this
            plans.beat(name, os.getpid())
