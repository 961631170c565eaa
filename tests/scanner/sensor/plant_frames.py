"""Frames of machines for the tests of listening, each by the document or device that it names."""

from collections.abc import Iterable
from typing import Any

from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from scanner.sensor.hearing import Overheard, overheard

MAC, HERE = "28:63:36:11:22:33", "10.0.0.7"
SIEMENS = 0x002A


def said(frame: Any) -> Overheard:
    heard = overheard(bytes(frame))
    assert heard is not None
    return heard


def ether(kind: int, payload: bytes) -> Any:
    return Ether(src=MAC, dst="01:0e:cf:00:00:01", type=kind) / Raw(payload)


def udp(port: int, payload: bytes, target: str = "10.0.0.255", to: int = 0) -> Any:
    """`to`: the port that it goes to, where that is another one than it comes from."""
    return (
        Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
        / IP(src=HERE, dst=target)
        / UDP(sport=port, dport=to or port)
        / payload
    )


def block(option: int, suboption: int, data: bytes) -> bytes:
    """IEC 61158-6-10: option, suboption, length with block information, data, filled up to an even length."""
    length = len(data) + 2
    return bytes((option, suboption)) + length.to_bytes(2, "big") + b"\0\0" + data + b"\0" * (length % 2)


def dcp(blocks: Iterable[bytes], frame_id: int = 0xFEFF, service: int = 5, kind: int = 1) -> Any:
    told = b"".join(blocks)
    head = (
        frame_id.to_bytes(2, "big")
        + bytes((service, kind))
        + b"\0\0\0\x01\0\0"
        + len(told).to_bytes(2, "big")
    )
    return ether(0x8892, head + told)


STATION = [
    block(2, 1, b"ET200SP"),
    block(2, 2, b"press-io-1"),
    block(2, 3, SIEMENS.to_bytes(2, "big") + b"\x03\x13"),
    block(2, 4, b"\x01\x00"),
    block(1, 2, bytes((10, 0, 0, 7, 255, 255, 255, 0, 0, 0, 0, 0))),
]
# I-Am of device 4711 by vendor 8, as ANSI/ASHRAE 135, F.4.10 encodes one; to the broadcast network 0xFFFF.
I_AM = bytes.fromhex("810b0018" + "0120ffff00ff" + "1000" + "c402001267" + "2205c4" + "9103" + "2108")
# ListIdentity reply of a Rockwell 1756-ENBT/A (a public capture; its address changed).
LIST_IDENTITY = bytes.fromhex(
    "63003300" + "00000000" * 5 + "0100" + "0c002d00" + "0100" + "0002af12" + "0a000007" + "00" * 8
    + "01000c003a00060130607be85f000b" + b"1756-ENBT/A".hex() + "03"
)  # fmt: skip
MATCH = b"""<SOAP:Envelope xmlns:SOAP="s" xmlns:a="a" xmlns:d="d"><SOAP:Header>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></SOAP:Header><SOAP:Body>
<d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>
<d:Scopes>onvif://www.onvif.org/type/ptz onvif://www.onvif.org/hardware/DS%2D2CD2043 onvif://www.onvif.org/name/Gate_2</d:Scopes>
<d:XAddrs>http://10.0.0.7/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches></SOAP:Body></SOAP:Envelope>"""
HELLO = MATCH.replace(b"ProbeMatches</a:Action>", b"Hello</a:Action>")

FRAMES = {
    "profinet": dcp(STATION),
    "ethercat": ether(0x88A4, b"\x0e\x10" + bytes(44)),
    "powerlink": ether(0x88AB, b"\x01\xff\xf0" + bytes(43)),
    "sercos": ether(0x88CD, bytes(46)),
    "bacnet": udp(47808, I_AM),
    "ethernet-ip": udp(44818, LIST_IDENTITY, to=51000),  # a reply goes to whoever asked
    "ws-discovery": udp(3702, MATCH, "239.255.255.250"),
}
