"""UDP: one datagram out, the first one back."""

import errno
import socket
from collections import deque
from dataclasses import dataclass
from ipaddress import ip_address

from scanner.doors import Pass, opened
from scanner.model import Service
from scanner.plugin import Closed, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard

MOST_BYTES = 65_535

LINGERING = 32
"""Sockets that stay open after their last question."""

# IP_RECVERR of ip(7) and IPV6_RECVERR of ipv6(7), which the socket module has no names for.
TELL_ERRORS = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}

_LINGERING: deque[socket.socket] = deque()


@dataclass
class Datagrams:
    """A socket that is bound to one asset and port; the kernel drops whatever others send.

    With `elsewhere` any port of that asset may answer, and what others send is dropped here.
    """

    guard: Guard
    address: str
    port: int
    why: str
    source_port: int = 0
    elsewhere: bool = False

    def __post_init__(self) -> None:
        self.guard.check_scope(self.address)
        family = socket.AF_INET6 if ip_address(self.address).version == 6 else socket.AF_INET
        with opened(Pass(address=self.address, port=self.port)):
            self.sock = socket.socket(family, socket.SOCK_DGRAM)
            if self.source_port:
                self._bind()
            if self.elsewhere:
                # Without this the kernel would tell a socket that is connected to nobody of no closed port.
                self.sock.setsockopt(*TELL_ERRORS[family], 1)
            else:
                # Connecting a UDP socket sends nothing: it only fixes the other side.
                self.sock.connect((self.address, self.port))

    def _bind(self) -> None:
        # Several lanes may ask from the same port at once; each socket is connected to its own asset.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            with opened(Pass(raw=True)):
                self.sock.bind(("", self.source_port))
        except OSError as error:
            self.sock.close()
            raise Refused(f"the local port {self.source_port} is taken ({error.strerror})") from None

    @property
    def service(self) -> Service:
        return Service(transport="udp", port=self.port)

    def send(self, payload: bytes, protocol: str) -> None:
        """One datagram. Raises Refused without a permit, Closed when the port is closed."""
        ask = Ask(address=self.address, kind="datagram", what="", why=self.why, frames=1,
                  service=self.service, protocol=protocol, payload=payload)  # fmt: skip
        self.guard.permit(ask).spend(self.address, self.port)
        try:
            self._out(payload)
        except OSError as error:
            raise Closed(f"unreachable ({errno.errorcode.get(error.errno or 0, 'error')})", b"") from None

    def _out(self, payload: bytes) -> None:
        if not self.elsewhere:
            self.sock.send(payload)
            return
        with opened(Pass(address=self.address, port=self.port)):
            self.sock.sendto(payload, (self.address, self.port))

    def receive(self, seconds: float) -> bytes:
        """The next datagram. Raises Silence, or Closed when the asset says that the port is closed."""
        self.sock.settimeout(seconds)
        try:
            return self._of_anyone(seconds) if self.elsewhere else self.sock.recv(MOST_BYTES)
        except TimeoutError:
            raise Silence("no answer in time", b"") from None
        except OSError as error:
            raise Closed(f"closed ({errno.errorcode.get(error.errno or 0, 'error')})", b"") from None

    def _of_anyone(self, seconds: float) -> bytes:
        """The next datagram of this asset, whatever others send meanwhile. Raises TimeoutError."""
        deadline = self.guard.clock.monotonic() + seconds
        asset = ip_address(self.address)
        while (left := deadline - self.guard.clock.monotonic()) > 0:
            self.sock.settimeout(left)
            datagram, sender = self.sock.recvfrom(MOST_BYTES)
            if ip_address(sender[0].partition("%")[0]) == asset:
                return datagram
        raise TimeoutError

    def close(self) -> None:
        """Closes it a little later: a datagram that comes too late must meet an open port, or the kernel
        would answer each one with an error message."""
        _LINGERING.append(self.sock)
        while len(_LINGERING) > LINGERING:
            _LINGERING.popleft().close()
