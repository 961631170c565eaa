"""TCP: knocking at ports, and one bounded conversation on the connection that opened."""

import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.model import Service
from scanner.plugin import Closed, Framing, Garbled, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard

MOST_BYTES = 262_144
"""Bytes that are read from one connection at most."""

FAREWELL_FRAMES = 3
"""Acknowledgement of the handshake, FIN, last acknowledgement: the kernel sends them whatever we do."""

STILL_TO_COME = 2
"""The last two of them, while a connection is open."""

# struct tcp_info (linux/tcp.h): tcpi_rcv_mss and tcpi_segs_out (RFC 4898, tcpEStatsPerfSegsOut).
RCV_MSS, SEGS_OUT, TCP_INFO_BYTES = 20, 136, 140

FREE_PIECES = 8
"""Pieces of one connection's answers that are read as they come; further ones at the segment's pace."""

DRAIN_SECONDS = 0.3
DRAIN_BYTES = 16_384

SMALLEST_SEGMENT = 536
"""Bytes of data in a frame where nobody said more (RFC 9293, section 3.7.1)."""


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
    booked: int = 1 + FAREWELL_FRAMES  # frames of this connection that the ledger holds
    pieces: int = 0
    drained: int = 0  # bytes that came after we had ended our side
    at_end: bool = False  # the other side has said that nothing more comes
    most: int = MOST_BYTES

    @property
    def service(self) -> Service:
        return Service(transport="tcp", port=self.port)

    @property
    def awaits(self) -> bool:
        """Whether both sides hold it open and nothing unread lies on it: it can take another question."""
        if not self.open or self.at_end or self.buffer:
            return False
        try:
            self.sock.settimeout(0)
            self.sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def send(self, payload: bytes, ask: Ask, seal: Callable[[bytes], bytes] = bytes) -> None:
        """Sends one segment of data, sealed once there is a permit for it.

        Raises Refused without a permit, Closed when nobody listens.
        """
        if not self.open:
            raise Closed("the connection is closed")
        self.guard.permit(ask).spend(self.address, self.port)
        self.booked += ask.frames
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
        if self.received >= self.most:
            raise Garbled(f"sends without end (more than {self.most} bytes)")
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
            self.at_end = True
            raise Closed("closed by the other side", bytes(self.buffer))
        self.received += len(came)
        self._acknowledge()
        return came

    def _acknowledge(self) -> None:
        """Books what the kernel has acknowledged so far. Reading slowly slows a flood: its window closes."""
        self.pieces += 1
        self._settle(STILL_TO_COME)
        if self.pieces > FREE_PIECES:
            self.guard.pause(1 / self.guard.pace.frames_per_second)

    def _settle(self, to_come: int) -> None:
        """Books the frames that the kernel has sent and nobody has: it counts them itself.

        `to_come` frames of those that are booked have not left yet.
        """
        info = self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES)
        left = int.from_bytes(info[SEGS_OUT:TCP_INFO_BYTES], sys.byteorder) + to_come - self.booked
        if left > 0:
            self.booked += left
            self.guard.book(Ask(address=self.address, kind="farewell", what="acknowledgement", why=self.why,
                                frames=left, service=self.service))  # fmt: skip

    def _resets(self) -> int:
        """Frames with which the kernel may answer what is still on its way to us when we are gone.

        The other side may have filled our window; each of its segments is answered by a reset.
        """
        if self.at_end or not self.drained:
            return 0
        info = self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_BYTES)
        segment = int.from_bytes(info[RCV_MSS : RCV_MSS + 4], sys.byteorder)
        return -(-self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // max(segment, SMALLEST_SEGMENT))

    def close(self) -> None:
        """FIN, then whatever the other side still says, within bounds; never a reset from us."""
        if not self.open:
            return
        self.open = False
        try:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_WR)
                self._drain()
            with contextlib.suppress(Refused, OSError):
                # They have left. A ledger that can't be written refuses the next question.
                self._settle(0 if self.at_end else 1 + self._resets())
        finally:
            self.sock.close()
            self.guard.leave(self.address)

    def _drain(self) -> None:
        deadline = self.guard.clock.monotonic() + DRAIN_SECONDS
        while self.drained < DRAIN_BYTES and (left := deadline - self.guard.clock.monotonic()) > 0:
            self.sock.settimeout(left)
            came = self.sock.recv(4096)
            if not came:
                self.at_end = True
                return
            self.drained += len(came)

    def _taken(self, length: int) -> bytes:
        message = bytes(self.buffer[:length])
        del self.buffer[:length]
        return message

    def _in_vain(self) -> str:
        return "no whole answer in time" if self.buffer else "no answer in time"


def reason_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
