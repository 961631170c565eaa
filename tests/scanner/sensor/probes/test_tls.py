"""TLS: what counts as accepted and refused, and how few handshakes an OT asset gets."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from scanner.evidence.web import TlsServer
from scanner.plugin import Closed, Garbled, Silence, TlsHandshake
from scanner.sensor.probes import weak_hello
from scanner.sensor.probes.ssl3_hello import SUITES, ssl3_hello
from scanner.sensor.probes.tls import tls
from tests.lines import Reply, ScriptedLine
from tests.scanner.sensor.probes.it_replies import SSL3_REFUSAL
from tests.scanner.sensor.probes.test_x509 import GOOD

ALERT = TlsHandshake(refusal="TLSV1_ALERT_PROTOCOL_VERSION")
HUNG_UP = TlsHandshake(refusal="closed: closed by the other side")
OURS = TlsHandshake(refusal="NO_PROTOCOLS_AVAILABLE")
NEW = TlsHandshake(version="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384", certificate=GOOD)
NO_WEAK = b"\x15\x03\x03\x00\x02\x02\x28"
"""The alert handshake_failure."""
OLD = TlsHandshake(version="TLSv1.0", cipher="DES-CBC3-SHA", certificate=GOOD)


def ssl3_server_hello(suite: int = 0x0005, version: bytes = b"\x03\x00") -> bytes:
    """A ServerHello as RFC 6101, section 5.6.1.3, lays it out, with a session id of 32 bytes."""
    body = version + bytes(32) + b"\x20" + bytes(32) + suite.to_bytes(2, "big") + b"\0"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x00" + len(message).to_bytes(2, "big") + message


def asked(
    handshakes: list[TlsHandshake], *replies: Reply, ot: bool = False
) -> tuple[TlsServer, ScriptedLine]:
    line = ScriptedLine("tls", list(replies), zone_is_ot=ot, handshakes=handshakes)
    return tls(line), line


def test_a_modern_server_refuses_the_old_versions() -> None:
    told, line = asked([NEW, ALERT, HUNG_UP], SSL3_REFUSAL, NO_WEAK)
    assert told.accepted == ("TLSv1.3",)
    assert told.refused == ("TLSv1.1", "TLSv1.0", "SSLv3")
    assert (told.cipher, told.weak_ciphers) == ("TLS_AES_256_GCM_SHA384", ())
    assert told.certificate is not None
    assert told.certificate.subject == "CN=panel"
    assert told.weak_refused is True
    assert line.connections == tls.touches == 5


def test_an_old_server_tells_its_weak_ciphers() -> None:
    told, line = asked([ALERT, ALERT, OLD], ssl3_server_hello())
    assert told.accepted == ("TLSv1.0", "SSLv3")
    assert told.refused == ("TLSv1.3", "TLSv1.2", "TLSv1.1")
    assert told.weak_ciphers == ("DES-CBC3-SHA", "RC4-SHA")
    assert told.weak_refused is None
    assert line.allowed == [
        "SSL 3.0 ClientHello",
        "close notify",
        "TLS 1.2 ClientHello with weak ciphers only",
    ]


def test_a_weak_cipher_beside_a_strong_one_is_found_and_the_strong_one_still_told() -> None:
    told, line = asked([NEW, ALERT, ALERT], SSL3_REFUSAL, ssl3_server_hello(0xC012, b"\x03\x03"))
    assert (told.cipher, told.weak_ciphers) == ("TLS_AES_256_GCM_SHA384", ("ECDHE-RSA-DES-CBC3-SHA",))
    assert told.weak_refused is False
    assert line.sent[-1] == weak_hello.GOODBYE


@pytest.mark.parametrize(
    "reply",
    [Silence("no answer", b""), Closed("closed", b"\x16\x03"), ssl3_server_hello(0xC02F, b"\x03\x03"),
     b"\x16\x03\x03\x00\x04\x00\x00\x00\x00", b"\x16\x03\x03\x00\x05\x02\x00\x00\x01\x00"],
)  # fmt: skip
def test_an_answer_that_is_no_answer_to_weak_ciphers_tells_nothing_of_them(reply: Reply) -> None:
    told, _ = asked([NEW, ALERT, ALERT], SSL3_REFUSAL, reply)
    assert (told.weak_ciphers, told.weak_refused) == ((), None)


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
def test_wireshark_reads_nothing_but_weak_suites_in_the_hello(tmp_path: Path) -> None:
    file = tmp_path / "hello.pcap"
    tcp = TCP(sport=40_000, dport=443, flags="PA", seq=1)
    wrpcap(str(file), [Ether() / IP(src="10.0.0.2", dst="10.0.0.5") / tcp / weak_hello.weak_hello()])
    command = ["tshark", "-n", "-r", str(file), "-V", "-Y", "tls.handshake.type == 1"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    named = re.findall(r"Cipher Suite: (TLS_\w+) \(0x([0-9a-f]{4})\)", done.stdout)
    assert [int(number, 16) for _, number in named] == [*weak_hello.SUITES, weak_hello.NO_RENEGOTIATION]
    for name, number in named[:-1]:
        ours = weak_hello.SUITES[int(number, 16)]
        assert re.search("NULL|EXPORT|RC4|RC2|_DES_|3DES|anon", name), name
        assert ("anon" in name) is ("ADH" in ours or "AECDH" in ours), name
        assert ("3DES" in name) is ("DES-CBC3" in ours), name
        assert ("EXPORT" in name) is ours.startswith("EXP-"), name
        assert ("RC4" in name) is ("RC4" in ours), name
    assert "Malformed" not in done.stdout


def test_an_ot_asset_gets_one_handshake_and_no_ssl_hello() -> None:
    told, line = asked([OLD], ot=True)
    assert (told.accepted, told.refused) == (("TLSv1.0",), ())
    assert (line.connections, line.sent) == (1, [])


NO_CIPHER = TlsHandshake(refusal="SSLV3_ALERT_HANDSHAKE_FAILURE")
ENDLESS = TlsHandshake(refusal="the handshake does not end")


@pytest.mark.parametrize("unknown", [OURS, ENDLESS, NO_CIPHER])
def test_a_failure_that_is_not_about_the_version_is_not_booked_as_refused(unknown: TlsHandshake) -> None:
    told, _ = asked([NEW, unknown, unknown], SSL3_REFUSAL)
    assert told.refused == ("SSLv3",)


@pytest.mark.parametrize("end", [Silence("no answer", b""), Closed("closed", b"\x16\x03")])
def test_silence_or_half_an_answer_to_ssl3_is_not_booked(end: Exception) -> None:
    told, _ = asked([NEW, ALERT, ALERT], end)
    assert "SSLv3" not in told.accepted + told.refused


def test_hanging_up_on_the_ssl3_hello_is_a_refusal() -> None:
    told, _ = asked([NEW, ALERT, ALERT], Closed("closed", b""))
    assert told.refused[-1] == "SSLv3"


def test_a_newer_version_in_answer_to_ssl3_is_no_ssl3() -> None:
    told, _ = asked([NEW, ALERT, ALERT], ssl3_server_hello(version=b"\x03\x03"))
    assert "SSLv3" not in told.accepted + told.refused


def test_a_server_that_speaks_no_tls_is_garbled() -> None:
    with pytest.raises(Garbled, match="no TLS"):
        asked([TlsHandshake(refusal="WRONG_VERSION_NUMBER")])


def test_a_malformed_certificate_does_not_hide_the_versions() -> None:
    broken = TlsHandshake(version="TLSv1.2", cipher="AES128-SHA", certificate=b"\x30\x03abc")
    told, _ = asked([broken], ot=True)
    assert (told.accepted, told.certificate) == (("TLSv1.2",), None)


def test_every_failure_unexplained_is_garbled() -> None:
    with pytest.raises(Garbled, match="tells nothing"):
        asked([OURS], ot=True)


def test_the_hello_offers_ssl3_alone() -> None:
    hello = ssl3_hello()
    assert hello[1:3] == hello[9:11] == b"\x03\x00"
    assert len(hello) == 5 + 4 + 2 + 32 + 1 + 2 + 2 * len(SUITES) + 2
