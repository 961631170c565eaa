"""What one target is to be told, and what goes wrong on the way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from socket import SHUT_RDWR, SOCK_STREAM, socket
from threading import Event, Timer

from scanner.agent.report_files import Notice, notice_of, rendered
from scanner.doors import Pass, dial, opened
from scanner.model import Audit
from scanner.model import Event as News

SECONDS = 60.0
"""A target has this long for one parcel, in all."""
SILENT = 20.0
"""Seconds that it may say nothing."""
CONTROL = "\ufffd"


class UndeliveredError(Exception):
    """It did not get there; the message is a sentence without any secret.

    `rejected`: the other side spoke, and did not want this very message. Others may still pass.
    """

    def __init__(self, sentence: str, *, rejected: bool = False) -> None:
        super().__init__(sentence)
        self.rejected = rejected


@dataclass(frozen=True)
class Letter:
    """One parcel, opened. `id` stays the same over all tries: who gets it twice can tell."""

    id: str
    created: datetime
    audit: Audit
    events: tuple[News, ...]
    locales: tuple[Path, ...] = field(default=())

    def notice(self, language: str) -> Notice:
        """What happened, in words. Raises DeliveryError."""
        return notice_of(self.audit, self.events, language, self.locales)

    def reports(self, language: str, formats: Sequence[str]) -> dict[str, bytes]:
        """The report files by their names. Raises DeliveryError."""
        return rendered(self.audit, language, formats, self.locales)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """One in English for each event, for programs."""
        return tuple(one_line(text, 1000) for text in self.notice("en").sentences)


def one_line(text: str, most: int) -> str:
    """A text that came from anywhere, without anything that ends a line, a field or a cursor's peace."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(letter if letter.isprintable() else CONTROL for letter in cut)


@contextmanager
def dialled(host: str, port: int, kind: int = SOCK_STREAM) -> Iterator[socket]:
    """A connection that ends after `SECONDS`, however slowly the other side talks.

    Whoever holds it may wrap it in TLS: that reaches no other address.
    """
    line = dial(host, port, SILENT, kind)
    with line, opened(Pass(address=f"name:{host}", port=port)), line.dup() as twin:
        over = Event()
        timer = Timer(SECONDS, _shut, (twin, over))
        timer.daemon = True
        timer.start()
        try:
            yield line
        finally:
            timer.cancel()
    # A connection that was shut down can look like an answer that has ended.
    if over.is_set():
        raise TimeoutError("it took too long")


def _shut(line: socket, over: Event) -> None:
    over.set()
    with suppress(OSError):
        line.shutdown(SHUT_RDWR)
