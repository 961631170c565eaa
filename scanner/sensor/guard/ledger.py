"""The flight recorder: each touch is on disk before it is made."""

import errno
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scanner.lock import held
from scanner.model import Touch
from scanner.plugin import Refused

READ_SECONDS = 10.0
"""Longer than anybody who only reads a ledger keeps it."""


@dataclass
class LedgerFile:
    """Appends touches, one JSON object a line. `path` empty: only `tell` hears of them."""

    path: str
    tell: Callable[[Touch], None]
    touches: int = 0
    frames: int = 0
    _file: IO[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, touch: Touch) -> None:
        """Raises Refused when the entry can't be written: what is not recorded is not sent."""
        with self._lock:
            try:
                self._append(touch.model_dump_json())
            except OSError as error:
                raise Refused(f"the ledger can't be written ({error.strerror})") from None
            self.touches += 1
            self.frames += touch.frames
            self.tell(touch)

    def _append(self, line: str) -> None:
        if not self.path:
            return
        if self._file is None:
            path = Path(self.path)
            path.touch(mode=0o600)
            self._file = _locked(path.open("ab", buffering=0))
        # Unbuffered: the line is with the kernel before the frame is, even if we are killed next, and
        # a line that could not be written does not turn up later, when the disk has room again.
        data = line.encode() + b"\n"
        if self._file.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _locked(file: IO[bytes]) -> IO[bytes]:
    """Keeps the file until this process ends, so that whoever goes on with the scan waits for that end."""
    if not held(file, alone=True, seconds=READ_SECONDS):
        file.close()
        raise OSError(errno.EBUSY, "another sensor is still at work on this scan")
    return file
