"""Where the fuzzer starts: the replies of real devices that the probes' own tests use."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scanner.model import Fact
from scanner.plugin import Framing, Probe, TlsHandshake
from scanner.sensor.probes.ethernetip import enip_identity, enip_identity_udp
from scanner.sensor.probes.modbus import modbus_identity
from scanner.sensor.probes.mqtt import mqtt_greeting
from scanner.sensor.probes.opcua import opcua_endpoints
from scanner.sensor.probes.s7comm import s7_identity
from tests.fuzz.frames import frames
from tests.fuzz.hostile import OUTCOMES, VERSIONS, HostileLine, service_of
from tests.fuzz.targets import joined
from tests.lines import Reply
from tests.scanner.sensor import probes as folder
from tests.scanner.sensor.probes import opcua_replies, s7_replies

# Built by hand after CIP volume 2, 2-4.2 and MODBUS V1.1b3, 6.21; MQTT 3.1.1, 3.2.
IDENTITY = bytes.fromhex(
    "63002d0000000000000000000000000000000000000000000100 0c00 2700 0100 0002af12c0a80001 0000000000000000"
    "01000e0036000b0260006a8b4d52 06 504c432d3130 ff"
)
BASIC = bytes.fromhex("0001 0000 0017 ff 2b 0e 01 81 00 00 03 00 03 564147 01 02 504c 02 04 312e3030")
KNOWN: list[tuple[Probe[Any], list[Reply]]] = [
    (s7_identity, s7_replies.SERVER),
    (opcua_endpoints, [opcua_replies.ACK, opcua_replies.OPENED, opcua_replies.ENDPOINTS]),
    (enip_identity, [IDENTITY]),
    (enip_identity_udp, [IDENTITY]),
    (modbus_identity, [BASIC]),
    (mqtt_greeting, [bytes.fromhex("20020000")]),
]


@runtime_checkable
class Dialogue(Protocol):
    """What the tests of hostile answers list: a probe, and replies that give a fact."""

    probe: Any
    replies: Any


def dialogues() -> Iterator[tuple[Probe[Any], list[Reply]]]:
    """Each probe with sample replies, found in the modules beside the probes' tests."""
    yield from KNOWN
    for info in pkgutil.iter_modules(folder.__path__):
        if info.name.endswith(("_hostile", "_replies")) and info.name != "test_all_hostile":
            module = importlib.import_module(f"{folder.__name__}.{info.name}")
            listed = [*getattr(module, "DIALOGUES", ()), *getattr(module, "CASES", {}).values()]
            for one in filter(lambda item: isinstance(item, Dialogue), listed):
                yield one.probe, [*map(_piece, getattr(one, "handshakes", ())), *one.replies]


def _piece(handshake: TlsHandshake) -> bytes:
    """A handshake as `HostileLine.secure` reads it."""
    if handshake.refusal:
        return b"\x01"
    return bytes((VERSIONS.index(handshake.version) * 2,)) + handshake.certificate


class _Playing(HostileLine):
    """Turns replies that depend on the request into bytes, as it goes; keeps both sides of the talk."""

    def play(self, replies: list[Reply]) -> tuple[list[bytes], list[bytes]]:
        """What the probe said, and what it was told."""
        self.fact: Fact | None = None
        self.script, self.sent, self.said = list(replies), list[bytes](), list[bytes]()
        with suppress(*OUTCOMES):
            self.fact = self.probe(self)
        return self.sent, self.said

    def say(self, farewell: bytes, *, protocol: str = "") -> None:
        super().say(farewell, protocol=protocol)
        self.sent.append(farewell)

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        if isinstance(piece := self.script.pop(0) if self.script else None, bytes):
            self.said.append(piece)
            self.pieces.append(piece)
        return super().secure(lowest, highest)

    def hear(self, until: Framing) -> bytes:
        if self.script and not self.pieces and not self.buffer:
            reply = self.script.pop(0)
            last = self.sent[-1] if self.sent else b""
            piece = (
                b"" if isinstance(reply, Exception) else reply if isinstance(reply, bytes) else reply(last)
            )
            self.said.append(piece)
            self.pieces.append(piece)
        return super().hear(until)


def played(probe: Probe[Any], replies: list[Reply]) -> list[bytes]:
    """The replies as bytes."""
    if all(isinstance(reply, bytes) for reply in replies):
        return [reply for reply in replies if isinstance(reply, bytes)]
    return _Playing(probe, service_of(probe), []).play(replies)[1]


def told(probe: Probe[Any], replies: list[Reply]) -> Fact | None:
    """The fact that the replies give; None for none."""
    line = _Playing(probe, service_of(probe), [], silent=True)
    line.play(replies)
    return line.fact


def said_by(probe: Probe[Any], replies: list[Reply]) -> list[bytes]:
    """What the probe says to whoever answers so."""
    return _Playing(probe, service_of(probe), [], silent=True).play(replies)[0]


def certificate() -> bytes:
    """A self-signed certificate with names of three kinds."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "plc-1")])
    today = datetime(2026, 1, 1, tzinfo=UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("plc-1"), x509.UniformResourceIdentifier("urn:a")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today,
                                   today + timedelta(days=9)).add_extension(names, critical=False)  # fmt: skip
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def seeds() -> Iterator[tuple[str, bytes]]:
    """(target, input) of every sample there is; over TCP also cut where two replies meet, over UDP whole."""
    cert = certificate()
    yield "certificate", cert
    yield "tls", joined([b"\x06" + cert, b"\x01", b"\x01"])
    yield from (("hearing", frame) for frame in frames())
    yield "page", b"<html><title>A&amp;B</title><form><input type='password'></form>"
    yield "status-lists", bytes.fromhex("001c 0000 0022 0001 0001") + b"plc".ljust(32, b"\0")
    yield (
        "ua-binary",
        bytes(12) + bytes(4) + b"\0" + b"\xff" * 4 + bytes(3) + bytes.fromhex("01000000 02 01000000 41"),
    )
    yield "profinet-dcp", bytes.fromhex("feff0501 00000001 0000 0008 0202 0004 0000 706c")
    yield "three-digit-reply", b"250-a\r\n250 b\r\n"
    for probe, replies in dialogues():
        pieces = [piece[:4095] for piece in played(probe, replies)]
        yield probe.id, joined(pieces, 1)
        yield probe.id, joined(pieces, 2)
