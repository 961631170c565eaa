"""Logs: one JSON object a line on the error output, which systemd hands to the journal; never a flood."""

import logging
import os
import sys
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import structlog

WINDOW = 60.0
"""Seconds in which the same thing is said `MOST` times at most."""
MOST = 5
KINDS = 500
"""Different things that are counted at once; more are forgotten all together."""
LEVELS = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}
"""As syslog counts them (sd-daemon(3)): systemd takes the number before the line as its priority."""

Event = MutableMapping[str, Any]


@dataclass
class Limit:
    """Lets the same event (its text and segment) through `MOST` times in `WINDOW`, and says how many it held."""

    clock: Callable[[], float] = time.monotonic
    _seen: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def __call__(self, _logger: Any, _method: str, event: Event) -> Event:
        key, moment = (str(event.get("event")), str(event.get("segment", ""))), self.clock()
        if len(self._seen) > KINDS:
            self._seen.clear()
        since, count = self._seen.get(key, (moment, 0))
        if moment - since >= WINDOW:
            if count > MOST:
                event["held_back"] = count - MOST
            since, count = moment, 0
        self._seen[key] = (since, count + 1)
        if count >= MOST:
            raise structlog.DropEvent
        return event


def _for_journal(_logger: Any, method: str, line: Any) -> str:
    return f"<{LEVELS.get(method, 6)}>{line}"


class _Passed(logging.Handler):
    """What libraries say goes the same way."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        getattr(structlog.get_logger(), level)(record.getMessage(), of=record.name)


def set_up(stream: Any = None, *, journal: bool | None = None) -> None:
    """Sets the logs of this process up. `journal`: with priorities; None: when systemd reads the stream."""
    out = stream or sys.stderr
    reads = "JOURNAL_STREAM" in os.environ if journal is None else journal
    processors: list[Any] = [
        structlog.processors.add_log_level, Limit(), structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]  # fmt: skip
    structlog.configure(
        processors=[*processors, _for_journal] if reads else processors,
        logger_factory=structlog.WriteLoggerFactory(file=out), cache_logger_on_first_use=False,
    )  # fmt: skip
    library = logging.getLogger("apscheduler")
    library.handlers, library.propagate = [_Passed(logging.WARNING)], False
