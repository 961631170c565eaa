"""Knocks at many TCP ports of one asset, waiting for all that are in flight in one call."""

import errno
import os
import select
import socket
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from scanner.doors import Pass, opened
from scanner.model import Service
from scanner.plugin import Closed, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard, Kind
from scanner.sensor.wire.patience import Patience
from scanner.sensor.wire.tcp import FAREWELL_FRAMES, Connection, reason_of

State = Literal["open", "closed", "silent", "unreachable", "refused"]

CONNECT_SECONDS = 0.9
"""Below the kernel's first retransmission (RFC 6298: 1 s), so that one knock is one frame."""

RECEIVE_BUFFER = 8_192
"""Small (the kernel doubles it), so that a flood is stopped by the other side's own window."""

GONE = (errno.ENETDOWN, errno.ENETUNREACH, errno.ENODEV, errno.ENONET)
"""What the kernel says at once when our own interface or way is gone. What a router says comes later."""


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


@dataclass(slots=True)
class _Air:
    """The knocks of one sweep that are in flight."""

    guard: Guard
    address: str
    why: str
    patience: Patience
    kind: Kind
    flying: dict[int, _Flying] = field(default_factory=dict)


def sweep(
    guard: Guard, address: str, ports: Sequence[int], why: str, kind: Kind = "connect"
) -> Generator[Knock, None, None]:
    """Knocks at `ports` of one asset; waits for all that are in flight in one call.

    As many at once as the pace allows for one asset. Use and close each open connection before
    taking the next knock. A refusal of the guard ends the sweep as a last knock.
    """
    # Whoever takes a knock may talk for seconds, and the next may wait for the pace, while others are in flight.
    with Patience(guard.clock) as patience:
        air = _Air(guard, address, why, patience, kind)
        waiting = deque(ports)
        try:
            while waiting or air.flying:
                while waiting and len(air.flying) < guard.asset(address).pace.connections_per_host:
                    knock = _start(air, waiting.popleft())
                    if knock:
                        yield knock
                        if knock.state == "refused":
                            waiting.clear()
                yield from _landed(air)
        finally:
            for left in air.flying.values():
                patience.forget(left.sock)
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


def _start(air: _Air, port: int) -> Knock | None:
    guard, address = air.guard, air.address
    service = Service(transport="tcp", port=port)
    try:
        guard.enter(address)
    except Refused as refusal:
        return Knock(port, "refused", reason=str(refusal))
    try:
        ask = Ask(address=address, kind=air.kind, what="TCP connect", why=air.why, frames=1, service=service)
        guard.permit(ask).spend(address, port)
        sock = _dial(address, port)
    except Refused as refusal:
        guard.leave(address)
        return Knock(port, "refused", reason=str(refusal))
    except OSError as error:
        guard.leave(address)
        # An address that is looked for, or is outside, may be nowhere; to one that was found there was a way.
        if error.errno in GONE and air.kind == "connect" and air.why != "discovery":
            guard.stop(f"the network is out of reach ({os.strerror(error.errno)})")
        return Knock(port, "unreachable", reason=reason_of(error))
    deadline = guard.clock.monotonic() + CONNECT_SECONDS
    air.flying[sock.fileno()] = _Flying(sock, port, deadline)
    air.patience.watch(sock, deadline)
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


def _landed(air: _Air) -> Iterator[Knock]:
    """The knocks that were answered, or waited for too long, by now."""
    guard, flying = air.guard, air.flying
    if not flying:
        return
    soonest = min(flight.deadline for flight in flying.values())
    _ready(flying, max(0.0, soonest - guard.clock.monotonic()))
    for number, flight in list(flying.items()):
        # Looked at one by one: whoever takes a knock may use its connection for seconds before the next.
        ready = _ready([number], 0)
        if not ready and flight.deadline > guard.clock.monotonic():
            continue
        del flying[number]
        if air.patience.forget(flight.sock) or not ready:
            flight.sock.close()
            guard.leave(air.address)
            yield Knock(flight.port, "silent", reason="no answer in time")
        else:
            yield _answered(guard, air.address, air.why, flight)


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
