"""Locks on files, by which one process waits for another's end: flock(2), which ends with the process that has it."""

import fcntl
import time
from typing import IO

PAUSE_SECONDS = 0.05


def held(file: IO[bytes] | int, *, alone: bool, seconds: float = 0.0) -> bool:
    """Takes a lock until the file is closed; False when somebody still has one that excludes it after so long.

    `alone`: nobody else may have any; else others that are not alone may. A file system that knows no locks
    gives all of them.
    """
    until, how = time.monotonic() + seconds, fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    while True:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE_SECONDS)
        except OSError:
            return True
        else:
            return True
