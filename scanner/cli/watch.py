"""Progress on the terminal: what is being asked of whom, and how long it will take."""

import sys
import time
from types import TracebackType
from typing import Any

from scanner.cli.table import visible
from scanner.model import Done, Message, Note, Progress, ScanOrder, Seen

STAGES = {"listen": "Listening", "discover": "Looking for machines", "ask": "Asking", "wait": "Waiting"}


def duration(seconds: float) -> str:
    """Seconds as a person says them: "40 s", "7 min", "2 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its word: "1 machine", "2 machines"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


class Watcher:
    """Shows what a sensor says. On a terminal a line that moves; elsewhere a line per machine."""

    def __init__(self, order: ScanOrder, *, quiet: bool = False) -> None:
        self._order, self._quiet = order, quiet
        self._bar: Any = None
        self._task: Any = None
        self._found: set[str] = set()
        self._asking_since = 0.0

    def __enter__(self) -> "Watcher":
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=24),
                       TextColumn("{task.fields[note]}", markup=False))  # fmt: skip
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(f"{self._order.segment}: starting", total=None, note="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, message: Message) -> None:
        if isinstance(message, Seen):
            self._found.add(message.address)
        elif isinstance(message, Note):
            self._say(message.text)
        elif isinstance(message, Progress):
            self._progress(message)
        elif isinstance(message, Done) and not message.complete:
            self._say(f"Stopped: {message.reason.rstrip('.')}.")

    def _progress(self, message: Progress) -> None:
        left = message.seconds_left if message.stage != "ask" else self._left(message)
        note = f"about {duration(left)} left" if left and left >= 1 else ""
        if self._bar:
            parts = (STAGES[message.stage], message.asset, message.what)
            what = visible(" ".join(part for part in parts if part))
            total = message.total or len(self._found) or None
            self._bar.update(
                self._task, description=what[:60], completed=message.done, total=total, note=note
            )
        elif message.stage == "ask" and message.what == "done":
            self._say(f"{message.done}/{message.total} {message.asset} {note}".rstrip())
        elif message.stage == "listen":
            self._say(f"Listening for {duration(message.seconds_left or 0)}, then looking for machines.")

    def _left(self, message: Progress) -> float | None:
        """What is left at the pace so far; None until there is a pace."""
        now = time.monotonic()
        self._asking_since = self._asking_since or now
        total = message.total or len(self._found)
        if not message.done or not total:
            return None
        return (now - self._asking_since) / message.done * (total - message.done)

    def _say(self, text: str) -> None:
        if self._quiet:
            return
        text = visible(text)
        if self._bar:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            sys.stderr.write(text + "\n")
