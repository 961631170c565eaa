"""Inputs that once broke a parser, each with the outcome that it has now."""

from typing import Any

import pytest

from scanner.evidence.web import TlsServer
from scanner.plugin import Garbled, Probe
from scanner.sensor.probes.mtconnect import mtconnect, read_probe
from scanner.sensor.probes.snmp import snmp
from scanner.sensor.probes.snmp_system import snmp_system
from scanner.sensor.probes.tls import tls
from scanner.sensor.probes.x509 import certificate_of
from tests.fuzz.hostile import examine
from tests.fuzz.seeds import certificate

DEVICES = b'<MTConnectDevices><Header sender="s" version="1.8"/><Devices/></MTConnectDevices>'


@pytest.mark.parametrize("probe", [snmp, snmp_system], ids=lambda probe: probe.id)
def test_a_datagram_without_a_byte_is_no_crash(probe: Probe[Any]) -> None:
    assert examine(probe, [b""]) is None


@pytest.mark.parametrize("name", [b"UTF-6", b"UTF-7", b"rot13", b"base64", b"idna", b"\xff"])
def test_a_document_with_an_odd_encoding_is_garbled(name: bytes) -> None:
    document = b'<?xml version="1.0" encoding="' + name + b'"?>' + DEVICES
    with pytest.raises(Garbled):
        read_probe(document)
    examine(mtconnect, [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(document), document])


@pytest.mark.parametrize("name", [b"UTF-8", b"ISO-8859-1", b"windows-1252"])
def test_a_document_with_a_usual_encoding_is_read(name: bytes) -> None:
    assert read_probe(b'<?xml version="1.0" encoding="' + name + b'"?>' + DEVICES).version == "1.8"


def of_version(number: int) -> bytes:
    """A certificate whose first field (RFC 5280, section 4.1.2.1) says another version."""
    usual, odd = bytes.fromhex("a003020102"), bytes.fromhex("a0030201") + bytes((number,))
    made = certificate()
    assert usual in made
    return made.replace(usual, odd, 1)


@pytest.mark.parametrize("number", [3, 6, 0x7F, 0xFF])
def test_a_certificate_of_an_unknown_version_is_garbled(number: int) -> None:
    with pytest.raises(Garbled, match="malformed"):
        certificate_of(of_version(number))


def test_a_malformed_certificate_does_not_hide_which_versions_of_tls_are_accepted() -> None:
    fact = examine(tls, [b"\x06" + of_version(6)])  # 0x06: the handshake succeeds with the fourth version
    assert isinstance(fact, TlsServer)
    assert fact.accepted == ("TLSv1.2",)
    assert fact.certificate is None
