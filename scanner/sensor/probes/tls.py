"""TLS: which versions a server accepts, and the certificate that it shows.

An OT asset gets one handshake. Elsewhere each old version is tried alone, on a connection of its
own; SSLv3, which today's libraries can't speak, by one hello that is written as bytes (`ssl3_hello.py`). A
last one offers weak ciphers only (`weak_hello.py`).
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from scanner.evidence.web import Certificate, TlsServer
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, TlsHandshake, probe
from scanner.sensor.probes import ssl3_hello, weak_hello
from scanner.sensor.probes.reply import came_before
from scanner.sensor.probes.x509 import certificate_of

ALL = ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0")
PORTS = (443, 465, 636, 853, 990, 993, 995, 8443, 8883)
# Refusals of a version, as OpenSSL and our line word them: the alert, another version, or it hung up. Not the
# alert handshake_failure: it may only mean that the server's old ciphers are no longer known to our library.
SPOKEN = re.compile(
    r"alert.protocol.version|unsupported.protocol|closed by the other side|econnreset", re.IGNORECASE
)
NOT_TLS = re.compile(r"wrong.version.number|http.request|packet.length|record.layer", re.IGNORECASE)
WEAK = re.compile(r"RC4|3DES|DES-CBC|NULL|EXP|MD5|anon|ADH|AECDH", re.IGNORECASE)
ALERT, HANDSHAKE = 21, 22

Chosen = Callable[[bytes], str | None]


def record(so_far: bytes) -> int | None:
    """One TLS record (RFC 6101, section 5.2.1); Garbled for anything but an alert or a handshake."""
    if so_far[0] not in (ALERT, HANDSHAKE) or so_far[1:2] not in (b"", b"\x03"):
        raise Garbled("the answer to a TLS hello is no TLS record")
    if len(so_far) < 5:
        return None
    size = int.from_bytes(so_far[3:5], "big")
    if not 2 <= size <= 2**14 + 2048:
        raise Garbled(f"a TLS record of {size} bytes")
    return 5 + size


@dataclass
class Tally:
    """What was accepted and refused so far."""

    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ciphers: list[str] = field(default_factory=list)
    certificate: bytes = b""
    weak_refused: bool | None = None

    def book(self, tried: tuple[str, ...], handshake: TlsHandshake) -> None:
        """A refusal counts only if it is about the version: our own limits say nothing about a server."""
        if handshake.version and not handshake.refusal:
            self.accepted.append(handshake.version)
            self.ciphers.append(handshake.cipher)
            self.certificate = self.certificate or handshake.certificate
        elif NOT_TLS.search(handshake.refusal):
            raise Garbled("the answer to a TLS hello is no TLS")
        elif SPOKEN.search(handshake.refusal):
            self.refused.extend(tried)

    def server(self) -> TlsServer:
        if not self.accepted and not self.refused:
            raise Garbled("the TLS handshake failed for a reason that tells nothing about versions")
        weak = dict.fromkeys(name for name in self.ciphers if WEAK.search(name))
        return TlsServer(
            accepted=tuple(self.accepted), refused=tuple(self.refused),
            cipher=self.ciphers[0] if self.ciphers else "",
            weak_ciphers=tuple(weak), weak_refused=self.weak_refused, certificate=_certificate(self.certificate),
        )  # fmt: skip


def _certificate(der: bytes) -> Certificate | None:
    # A malformed certificate must not hide the versions.
    with suppress(Garbled):
        return certificate_of(der) if der else None
    return None


def _answered(line: Line, hello: bytes, chosen: Chosen) -> str | None:
    """The suite that an old hello was answered with; empty: it was refused, None: the answer tells nothing."""
    try:
        return chosen(line.ask(hello, record))
    except Closed as end:
        # Hanging up on the hello is a refusal; hanging up in the middle of an answer tells nothing.
        return None if came_before(end) else ""


def _ssl3(line: Line, tally: Tally) -> None:
    suite = _answered(line, ssl3_hello.ssl3_hello(), ssl3_hello.chosen)
    if suite == "":
        tally.refused.append("SSLv3")
    elif suite:
        tally.accepted.append("SSLv3")
        tally.ciphers.append(suite)
        with suppress(Closed, Silence):
            line.say(ssl3_hello.GOODBYE)


def _weak(line: Line, tally: Tally) -> None:
    suite = _answered(line, weak_hello.weak_hello(), weak_hello.chosen)
    if suite is None:
        return
    tally.weak_refused = not suite
    if suite:
        tally.ciphers.append(suite)
        with suppress(Closed, Silence):
            line.say(weak_hello.GOODBYE)


def _old_versions(line: Line, tally: Tally) -> None:
    # Once it falls silent or hangs up it is left alone: what is not in the tally was not tried.
    with suppress(Silence, Closed, Garbled):
        for version in ALL[2:]:
            line.again()
            tally.book((version,), line.secure(version, version))
        line.again()
        _ssl3(line, tally)
        line.again()
        _weak(line, tally)


@probe(
    id="tls", title="TLS versions and certificate", protocol="tls", touches=5,
    ports=[Tcp(port, implicit_tls=True) for port in PORTS], gives=TlsServer, questions=4, order=50,
)  # fmt: skip
def tls(line: Line) -> TlsServer:
    """One handshake on OT; elsewhere one for today's versions, one for each old one, and one for weak ciphers."""
    tally = Tally()
    if line.zone_is_ot:
        tally.book(ALL, line.secure(ALL[-1], ALL[0]))
        return tally.server()
    tally.book(ALL[:2], line.secure(ALL[1], ALL[0]))
    _old_versions(line, tally)
    return tally.server()
