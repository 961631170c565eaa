"""TLS: which versions a server accepts, and the certificate that it shows.

An OT asset gets one handshake. Elsewhere each old version is tried alone, on a connection of its
own; SSLv3, which today's libraries can't speak, by one hello that is written here as bytes. A last
one offers weak ciphers only.
"""

import re
import struct
from contextlib import suppress
from dataclasses import dataclass, field

from scanner.evidence.web import Certificate, TlsServer
from scanner.plugin import Closed, Framing, Garbled, Line, Silence, Tcp, TlsHandshake, probe
from scanner.sensor.probes import weak_hello
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
ALERT, HANDSHAKE, SERVER_HELLO = 21, 22, 2
# Cipher suites of SSLv3 by number (RFC 6101, appendix A.6; RFC 3268), named as OpenSSL names them.
SUITES = {
    0x0004: "RC4-MD5", 0x0005: "RC4-SHA", 0x000A: "DES-CBC3-SHA", 0x0016: "DHE-RSA-DES-CBC3-SHA",
    0x002F: "AES128-SHA", 0x0033: "DHE-RSA-AES128-SHA", 0x0035: "AES256-SHA", 0x0039: "DHE-RSA-AES256-SHA",
}  # fmt: skip
RANDOM = b"vaglio: which versions? no login"
GOODBYE = bytes.fromhex("15 0300 0002 01 00")  # close_notify


def sslv3_hello() -> bytes:
    """A ClientHello that offers SSL 3.0 and nothing else (RFC 6101, section 5.6.1.2)."""
    suites = b"".join(struct.pack(">H", number) for number in SUITES)
    body = b"\x03\x00" + RANDOM + b"\x00" + struct.pack(">H", len(suites)) + suites + b"\x01\x00"
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x00" + struct.pack(">H", len(message)) + message


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


until_record: Framing = record


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


def _ssl3(line: Line, tally: Tally) -> None:
    try:
        answer = line.ask(sslv3_hello(), until_record)
    except Closed as end:
        # Hanging up on the hello is a refusal; hanging up in the middle of an answer tells nothing.
        if not came_before(end):
            tally.refused.append("SSLv3")
        return
    if answer[0] == ALERT:
        tally.refused.append("SSLv3")
    elif answer[5] == SERVER_HELLO and answer[9:11] == b"\x03\x00":
        tally.accepted.append("SSLv3")
        tally.ciphers.append(_suite(answer))
        with suppress(Closed, Silence):
            line.say(GOODBYE)


def _weak(line: Line, tally: Tally) -> None:
    try:
        suite = weak_hello.chosen(line.ask(weak_hello.weak_hello(), until_record))
    except Closed as end:
        suite = None if came_before(end) else ""
    if suite is None:
        return
    tally.weak_refused = not suite
    if suite:
        tally.ciphers.append(suite)
        with suppress(Closed, Silence):
            line.say(weak_hello.GOODBYE)


def _suite(hello: bytes) -> str:
    """The chosen cipher suite: behind version, random and session id (RFC 6101, section 5.6.1.3)."""
    at = 5 + 4 + 2 + 32
    at += 1 + int.from_bytes(hello[at : at + 1], "big")
    number = int.from_bytes(hello[at : at + 2], "big")
    return SUITES.get(number, f"0x{number:04X}")


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
