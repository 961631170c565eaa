"""TCP: knocking at ports, and one bounded conversation on the connection that opened."""

import contextlib
import errno
import select
import socket
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from scanner.doors import Pass, opened
from scanner.model import Service
from scanner.plugin import Closed, Framing, Garbled, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard

State = Literal["open", "closed", "silent", "unreachable", "refused"]

CONNECT_SECONDS = 0.9
"""Below the kernel's first retransmission (RFC 6298: 1 s), so that one knock is one frame."""

MOST_BYTES = 262_144
"""Bytes that are read from one connection at most."""

RECEIVE_BUFFER = 8_192
"""Small (the kernel doubles it), so that a flood is stopped by the other side's own window."""

FREE_PIECES = 8
"""Pieces of one connection's answers that are read as they come; further ones at the segment's pace."""

FAREWELL_FRAMES = 4
"""Acknowledgement of the handshake, FIN, last acknowledgement, and one for an answer in two segments."""

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
            raise Closed(f"closed while it was asked ({_reason(error)})", b"") from None

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
            raise Closed(f"broken off ({_reason(error)})", bytes(self.buffer)) from None
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


@dataclass(frozen=True, slots=True)
class Knock:
    """What came of one knock. `connection` is there only when the port is open: close it."""

    port: int
    state: State
    connection: Connection | None = None
    reason: str = ""


@dataclass(slots=True)
class _Flying:
    sock: socket.socket
    port: int
    deadline: float


def sweep(guard: Guard, address: str, ports: Sequence[int], why: str) -> Generator[Knock, None, None]:
    """Knocks at `ports` of one asset; waits for all that are in flight in one call.

    As many at once as the pace allows for one asset. Use and close each open connection before
    taking the next knock. A refusal of the guard ends the sweep as a last knock.
    """
    waiting, flying = deque(ports), dict[int, _Flying]()
    try:
        while waiting or flying:
            while waiting and len(flying) < guard.asset(address).pace.connections_per_host:
                knock = _start(guard, address, waiting.popleft(), why, flying)
                if knock:
                    yield knock
                    if knock.state == "refused":
                        waiting.clear()
            yield from _landed(guard, address, why, flying)
    finally:
        for left in flying.values():
            left.sock.close()
            guard.leave(address)


def connect(guard: Guard, address: str, port: int, why: str) -> Connection:
    """One connection. Raises Refused, Closed (nobody listens) or Silence."""
    for knock in sweep(guard, address, [port], why):
        if knock.connection:
            return knock.connection
        if knock.state == "refused":
            raise Refused(knock.reason)
        if knock.state == "silent":
            raise Silence(knock.reason, b"")
        raise Closed(knock.reason, b"")
    raise Silence("no answer in time", b"")


def _start(guard: Guard, address: str, port: int, why: str, flying: dict[int, _Flying]) -> Knock | None:
    service = Service(transport="tcp", port=port)
    try:
        guard.enter(address)
    except Refused as refusal:
        return Knock(port, "refused", reason=str(refusal))
    try:
        ask = Ask(address=address, kind="connect", what="TCP connect", why=why, frames=1, service=service)
        guard.permit(ask).spend(address, port)
        sock = _dial(address, port)
    except Refused as refusal:
        guard.leave(address)
        return Knock(port, "refused", reason=str(refusal))
    except OSError as error:
        guard.leave(address)
        return Knock(port, "unreachable", reason=_reason(error))
    flying[sock.fileno()] = _Flying(sock, port, guard.clock.monotonic() + CONNECT_SECONDS)
    return None


def _dial(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    way = Pass(address=address, port=port)
    with opened(way):
        sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        with opened(way):
            result = sock.connect_ex((address, port))
        if result not in (0, errno.EINPROGRESS, errno.ECONNREFUSED):
            raise OSError(result, "")
    except BaseException:
        sock.close()
        raise
    return sock


def _landed(guard: Guard, address: str, why: str, flying: dict[int, _Flying]) -> Iterator[Knock]:
    """The knocks that were answered, or waited for too long, by now."""
    if not flying:
        return
    soonest = min(flight.deadline for flight in flying.values())
    _ready(flying, max(0.0, soonest - guard.clock.monotonic()))
    for number, flight in list(flying.items()):
        # Looked at one by one: whoever takes a knock may use its connection for seconds before the next.
        if _ready([number], 0):
            del flying[number]
            yield _answered(guard, address, why, flight)
        elif flight.deadline <= guard.clock.monotonic():
            del flying[number]
            flight.sock.close()
            guard.leave(address)
            yield Knock(flight.port, "silent", reason="no answer in time")


def _ready(numbers: Iterable[int], seconds: float) -> bool:
    poll = select.poll()
    for number in numbers:
        poll.register(number, select.POLLOUT | select.POLLERR | select.POLLHUP)
    return bool(poll.poll(seconds * 1000))


def _answered(guard: Guard, address: str, why: str, flight: _Flying) -> Knock:
    error = flight.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error == 0:
        connection = Connection(flight.sock, address, flight.port, guard, why)
        ask = Ask(address=address, kind="farewell", what="end of the connection", why=why, frames=FAREWELL_FRAMES,
                  service=connection.service)  # fmt: skip
        try:
            guard.book(ask)
        except Refused as refusal:
            connection.close()
            return Knock(flight.port, "refused", reason=str(refusal))
        return Knock(flight.port, "open", connection)
    flight.sock.close()
    guard.leave(address)
    state: State = "closed" if error == errno.ECONNREFUSED else "unreachable"
    return Knock(flight.port, state, reason=errno.errorcode.get(error, str(error)))


def _reason(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
