"""ICMP echo: is somebody there, and how quickly do they answer?"""

import errno
import itertools
import os
import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

from scapy.layers.inet import ICMP

from scanner.doors import Pass, opened
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Ask, Guard

MOST_LATE = 1000
"""Packets that are read at most once the time is over."""


@dataclass
class EchoDoor:
    """Echo requests over IPv4 (RFC 792). Opening it raises Refused without the right to."""

    guard: Guard
    _sent: dict[str, tuple[int, float]] = field(default_factory=dict)
    _count: int = 0

    def __enter__(self) -> "EchoDoor":
        self._id = os.getpid() & 0xFFFF
        self._sock, self._raw = _open()
        self._sock.setblocking(False)
        return self

    def __exit__(self, *_: object) -> None:
        self._sock.close()

    def ask(self, address: str, why: str) -> None:
        """One echo request. Raises Refused; an unreachable network is silence, not an error."""
        ask = Ask(address=address, kind="echo", what="ICMP echo request", why=why, frames=1)
        self.guard.permit(ask).spend(address, 0)
        self._count = self._count % 0xFFFF + 1
        packet = bytes(ICMP(type=8, id=self._id, seq=self._count) / b"vaglio")
        self._sent[address] = (self._count, self.guard.clock.monotonic())
        try:
            with opened(Pass(address=address, port=0)):
                self._sock.sendto(packet, (address, 0))
        except OSError as error:
            if error.errno not in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES):
                raise Refused(f"no echo request can be sent ({error.strerror})") from None

    def replies(self, seconds: float) -> Iterator[tuple[str, float]]:
        """Address and round-trip seconds of each reply that comes within `seconds`."""
        deadline = self.guard.clock.monotonic() + seconds
        for number in itertools.count():
            left = deadline - self.guard.clock.monotonic()
            # What has come already is read even when there is no time to wait; a flood is not.
            if left < 0 and number >= MOST_LATE:
                return
            if not select.select([self._sock], [], [], max(0.0, left))[0]:
                return
            try:
                data, sender = self._sock.recvfrom(2048)
            except OSError:  # an error report in the queue; reading has taken it out
                continue
            found = self._match(data, str(sender[0]))
            if found is not None:
                yield str(sender[0]), found

    def round_trip(self, address: str, why: str, seconds: float = 1.0) -> float | None:
        """Seconds until `address` answers one echo request; None when it does not."""
        self.ask(address, why)
        return next((took for sender, took in self.replies(seconds) if sender == address), None)

    def _match(self, data: bytes, sender: str) -> float | None:
        header = (data[0] & 0x0F) * 4 if self._raw and data else 0
        reply = data[header:]
        sent = self._sent.get(sender)
        if len(reply) < 8 or reply[0] != 0 or sent is None:
            return None
        if int.from_bytes(reply[6:8], "big") != sent[0]:
            return None
        return self.guard.clock.monotonic() - sent[1]


def _open() -> tuple[socket.socket, bool]:
    """An unprivileged echo socket where the kernel allows it, else a raw one."""
    with opened(Pass(raw=True)):
        try:
            return socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP), False
        except PermissionError:
            pass
        try:
            return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP), True
        except PermissionError:
            raise Refused("no right to send echo requests (CAP_NET_RAW)") from None
