"""TLS on the guarded connection: the library makes the messages, our line carries them."""

import contextlib
import ssl
import warnings
from dataclasses import dataclass

from scanner.plugin import Closed, Framing, Silence, TlsHandshake
from scanner.sensor.guard.guard import Ask
from scanner.sensor.wire.tcp import Connection

VERSIONS = {
    "TLSv1.0": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
_NAMES = {"TLSv1": "TLSv1.0"}
FLIGHTS = 6
"""Messages that one handshake may take from us at most."""


def _context(lowest: str, highest: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # we look at the certificate; we send nothing secret
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= ssl.OP_NO_TICKET | getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what we look for
        context.minimum_version = VERSIONS[lowest]
        context.maximum_version = VERSIONS[highest]
    return context


@dataclass
class TlsSession:
    """TLS spoken over one connection."""

    connection: Connection
    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    peer: ssl.SSLObject
    buffer: bytearray

    @classmethod
    def over(cls, connection: Connection, lowest: str, highest: str) -> "TlsSession":
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        peer = _context(lowest, highest).wrap_bio(incoming, outgoing, server_hostname=None)
        return cls(connection, incoming, outgoing, peer, bytearray())

    def handshake(self, seconds: float) -> TlsHandshake:
        """Raises Silence; a refusal of the other side is told, not raised."""
        deadline = self.connection.guard.clock.monotonic() + seconds
        try:
            for _ in range(FLIGHTS):
                if self._step(deadline):
                    return self._seen()
        except ssl.SSLError as error:
            with contextlib.suppress(Closed):  # who speaks no TLS has often hung up by now
                self._flush("TLS alert")
            return TlsHandshake(refusal=error.reason or "TLS error")
        except Closed as closed:
            return TlsHandshake(refusal=f"closed: {closed.args[0]}")
        return TlsHandshake(refusal="the handshake does not end")

    def _step(self, deadline: float) -> bool:
        """One turn; True when the handshake is done."""
        while True:
            try:
                self.peer.do_handshake()
            except ssl.SSLWantReadError:
                if self.outgoing.pending:
                    self._flush("TLS handshake")
                    return False
                self.incoming.write(self.connection.chunk(deadline))
                continue
            self._flush("TLS handshake")
            return True

    def _seen(self) -> TlsHandshake:
        version = self.peer.version() or ""
        cipher = self.peer.cipher()
        return TlsHandshake(
            version=_NAMES.get(version, version),
            cipher=cipher[0] if cipher else "",
            certificate=self.peer.getpeercert(binary_form=True) or b"",
        )

    def send(self, payload: bytes, ask: Ask) -> None:
        """Sends `payload` inside TLS; the permit is for the plain text."""
        self.connection.send(payload, ask, self._sealed)

    def _sealed(self, payload: bytes) -> bytes:
        # Not before the permit: a record that is made and not sent breaks the count of those after it.
        self.peer.write(payload)
        return self.outgoing.read()

    def read(self, until: Framing, seconds: float) -> bytes:
        """As `Connection.read`, inside TLS."""
        deadline = self.connection.guard.clock.monotonic() + seconds
        while True:
            length = until(bytes(self.buffer)) if self.buffer else None
            if length is not None and length <= len(self.buffer):
                message = bytes(self.buffer[:length])
                del self.buffer[:length]
                return message
            self.buffer += self._plain(deadline)

    def _plain(self, deadline: float) -> bytes:
        while True:
            try:
                plain = self.peer.read(4096)
            except ssl.SSLWantReadError:
                self._feed(deadline)
                continue
            except ssl.SSLError as error:
                raise Closed(f"TLS ended ({error.reason})", bytes(self.buffer)) from None
            if not plain:
                raise Closed("closed by the other side", bytes(self.buffer))
            return plain

    def _feed(self, deadline: float) -> None:
        try:
            self.incoming.write(self.connection.chunk(deadline))
        except (Silence, Closed) as end:
            raise type(end)(end.args[0], bytes(self.buffer)) from None

    def farewell(self) -> None:
        """close_notify, as the protocol wants it, before FIN."""
        with contextlib.suppress(ssl.SSLError, ValueError, OSError):
            self.peer.unwrap()
        self._flush("TLS farewell")

    def _flush(self, what: str) -> None:
        if data := self.outgoing.read():
            c = self.connection
            ask = Ask(address=c.address, kind="handshake", what=what, why=c.why, frames=2, service=c.service)
            c.send(data, ask)
