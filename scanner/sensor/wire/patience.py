"""Gives connection attempts up in time, whatever whoever made them is doing meanwhile."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

from scanner.sensor.guard.pace import Clock

SYN_SENT = 2  # tcp_states.h of Linux, as TCP_INFO tells it in its first byte


@dataclass
class Patience:
    """Watches attempts. One that is still unanswered at its deadline is ended before the kernel repeats it.

    That sends nothing: an attempt that nobody answered has no connection to reset. Use it as a context.
    """

    clock: Clock
    _watched: dict[socket.socket, float] = field(default_factory=dict)
    _over: bool = False
    _thread: threading.Thread | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> "Patience":
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def watch(self, sock: socket.socket, deadline: float) -> None:
        """From now on, until `forget`; `deadline` in the clock's seconds."""
        with self._changed:
            self._watched[sock] = deadline
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="patience", daemon=True)
                self._thread.start()
            self._changed.notify()

    def forget(self, sock: socket.socket) -> bool:
        """Ends the watch, before the socket is used or closed; whether it was given up."""
        with self._changed:
            return self._watched.pop(sock, None) is None

    def _run(self) -> None:
        with self._changed:
            while not self._over:
                now = self.clock.monotonic()
                for sock in [one for one, deadline in self._watched.items() if deadline <= now]:
                    del self._watched[sock]
                    if not _given_up(sock):
                        self._watched[sock] = float("inf")  # it was answered: whoever waits for it sees that
                soonest = min(self._watched.values(), default=float("inf"))
                self._changed.wait(None if soonest == float("inf") else max(0.0, soonest - now))


def _given_up(sock: socket.socket) -> bool:
    if sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != SYN_SENT:
        return False
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    return True
