"""TCP: knocking at ports, and one bounded conversation on the connection that opened."""

import contextlib
import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.model import Service
from scanner.plugin import Closed, Framing, Garbled, Silence
from scanner.sensor.guard.guard import Ask, Guard

MOST_BYTES = 262_144
"""Bytes that are read from one connection at most."""

FREE_PIECES = 8
"""Pieces of one connection's answers that are read as they come; further ones at the segment's pace."""

DRAIN_SECONDS = 0.3
DRAIN_BYTES = 16_384


@dataclass
class Connection:
    """One open TCP connection to one asset. `close` ends it with FIN and gives its place back."""

    sock: socket.socket
    address: str
    port: int
    guard: Guard
    why: str
    buffer: bytearray = field(default_factory=bytearray)
    received: int = 0
    open: bool = True
    acknowledged: int = 0  # pieces whose acknowledgement was charged with the question
    pieces: int = 0

    @property
    def service(self) -> Service:
        return Service(transport="tcp", port=self.port)

    def send(self, payload: bytes, ask: Ask, seal: Callable[[bytes], bytes] = bytes) -> None:
        """Sends one segment of data, sealed once there is a permit for it.

        Raises Refused without a permit, Closed when nobody listens.
        """
        if not self.open:
            raise Closed("the connection is closed")
        self.guard.permit(ask).spend(self.address, self.port)
        self.acknowledged += ask.frames - 1
        try:
            self.sock.settimeout(self.guard.pace.answer_seconds)
            self.sock.sendall(seal(payload))
        except OSError as error:
            raise Closed(f"closed while it was asked ({reason_of(error)})", b"") from None

    def read(self, until: Framing, seconds: float) -> bytes:
        """One whole message, within `seconds` for all of it. Surplus bytes wait for the next call.

        Raises Silence, Closed (args: reason, what came) and Garbled.
        """
        deadline = self.guard.clock.monotonic() + seconds
        while True:
            length = until(bytes(self.buffer)) if self.buffer else None
            if length is not None and length <= len(self.buffer):
                return self._taken(length)
            self.buffer += self.chunk(deadline)

    def chunk(self, deadline: float) -> bytes:
        """Whatever comes next before `deadline` (monotonic seconds)."""
        if self.received >= MOST_BYTES:
            raise Garbled(f"sends without end (more than {MOST_BYTES} bytes)")
        left = deadline - self.guard.clock.monotonic()
        if left <= 0:
            raise Silence(self._in_vain(), bytes(self.buffer))
        try:
            self.sock.settimeout(left)
            came = self.sock.recv(4096)
        except TimeoutError:
            raise Silence(self._in_vain(), bytes(self.buffer)) from None
        except OSError as error:
            raise Closed(f"broken off ({reason_of(error)})", bytes(self.buffer)) from None
        if not came:
            raise Closed("closed by the other side", bytes(self.buffer))
        self.received += len(came)
        self._acknowledge()
        return came

    def _acknowledge(self) -> None:
        """Books the kernel's acknowledgement of a piece that no question was charged for.

        Reading slowly is what slows a flood down: the other side's window closes.
        """
        self.pieces += 1
        if self.pieces <= self.acknowledged:
            return
        self.guard.book(Ask(address=self.address, kind="farewell", what="acknowledgement", why=self.why,
                            frames=1, service=self.service))  # fmt: skip
        if self.pieces > FREE_PIECES:
            self.guard.pause(1 / self.guard.pace.frames_per_second)

    def close(self) -> None:
        """FIN, then whatever the other side still says, within bounds; never a reset from us."""
        if not self.open:
            return
        self.open = False
        try:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_WR)
                self._drain()
            self.sock.close()
        finally:
            self.guard.leave(self.address)

    def _drain(self) -> None:
        deadline = self.guard.clock.monotonic() + DRAIN_SECONDS
        drained = 0
        while drained < DRAIN_BYTES and (left := deadline - self.guard.clock.monotonic()) > 0:
            self.sock.settimeout(left)
            came = self.sock.recv(4096)
            if not came:
                return
            drained += len(came)

    def _taken(self, length: int) -> bytes:
        message = bytes(self.buffer[:length])
        del self.buffer[:length]
        return message

    def _in_vain(self) -> str:
        return "no whole answer in time" if self.buffer else "no answer in time"


def reason_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
