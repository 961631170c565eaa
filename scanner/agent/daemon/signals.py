"""What the outside says to the agent: signals in, and its state out to systemd."""

import os
import select
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

STOP = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Signals:
    """What was asked since somebody looked. `wait` ends early when a signal comes."""

    stop: bool = False
    reload: bool = False
    _ends: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        for end in self._ends:
            os.set_blocking(end, False)

    def wait(self, seconds: float) -> None:
        """Sleeps for so long, or until a signal comes."""
        # A pipe and no lock: a handler that runs while the lock is held would wait for itself.
        ready, _, _ = select.select([self._ends[0]], [], [], max(0.0, seconds))
        if ready:
            with suppress(BlockingIOError):
                os.read(self._ends[0], 4096)

    def close(self) -> None:
        for end in self._ends:
            os.close(end)

    def _came(self, number: int, _frame: object) -> None:
        self.stop = self.stop or number in STOP
        self.reload = self.reload or number == signal.SIGHUP
        with suppress(BlockingIOError):
            os.write(self._ends[1], b".")


@contextmanager
def listening() -> Iterator[Signals]:
    """Takes SIGTERM, SIGINT, SIGHUP and the end of children, until the block ends."""
    signals = Signals()
    numbers = (*STOP, signal.SIGHUP, signal.SIGCHLD)
    before = {number: signal.signal(number, signals._came) for number in numbers}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.close()


class Notify:
    """sd_notify (sd_notify(3)): one datagram a message, to the socket that systemd names; else nothing.

    It is done here because it is ten lines; a library for it would be one more thing to trust and to build.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._place = environment.get("NOTIFY_SOCKET", "")
        self._watchdog = _microseconds(environment) / 2_000_000
        self._fed = 0.0
        self._said = ""

    @property
    def within(self) -> float:
        """Seconds after which the watchdog must be fed at the latest; 0: there is none."""
        return self._watchdog

    def ready(self) -> None:
        self._send("READY=1")

    def reloading(self) -> None:
        """Before a reload; `ready` ends it (Type=notify-reload)."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`; the same line is sent once."""
        if text != self._said:
            self._send(f"STATUS={text}")
        self._said = text

    def alive(self, moment: float) -> None:
        """Feeds the watchdog when it is due. `moment` is monotonic, in seconds."""
        if self._watchdog and moment - self._fed >= self._watchdog / 2:
            self._send("WATCHDOG=1")
            self._fed = moment

    def _send(self, message: str) -> None:
        if not self._place:
            return
        # "@" stands for the zero byte of an abstract address.
        place = "\0" + self._place[1:] if self._place.startswith("@") else self._place
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as one:
            one.sendto(message.encode(), place)


def _microseconds(environment: Mapping[str, str]) -> float:
    meant = environment.get("WATCHDOG_PID", "")
    if meant and meant != str(os.getpid()):
        return 0.0
    text = environment.get("WATCHDOG_USEC", "")
    return float(text) if text.isdigit() else 0.0
