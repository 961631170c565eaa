"""One frame of each kind that the listener reads, as a sender would make it."""

from collections.abc import Iterator

from scapy.contrib.lldp import (
    LLDPDUChassisID,
    LLDPDUEndOfLLDPDU,
    LLDPDUPortID,
    LLDPDUSystemDescription,
    LLDPDUSystemName,
    LLDPDUTimeToLive,
)
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS, DNSRR
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import ARP, Dot1Q, Ether
from scapy.layers.netbios import NBNSHeader, NBNSRegistrationRequest
from scapy.packet import Packet, Raw

HOST = Ether(src="02:00:00:00:00:05", dst="ff:ff:ff:ff:ff:ff")
# WS-Discovery 1.1, 4.1; ONVIF Core, 7.3.2.2.
HELLO = (
    b"<e:Envelope><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello</a:Action><d:Types>tds:Device"
    b"</d:Types><d:Scopes>onvif://www.onvif.org/hardware/M1 onvif://www.onvif.org/name/a%20b</d:Scopes>"
    b"<d:XAddrs>http://192.0.2.5/</d:XAddrs></e:Envelope>"
)
DCP = bytes.fromhex(
    "feff0501 00000001 0000 0010 0202 0006 0000 706c6331 0203 0006 0000 002a 0105".replace(" ", "")
)
I_AM = bytes.fromhex("810b0014 0100 1000 c402000001 2205c4 9103 2118".replace(" ", ""))
IDENTITY = bytes.fromhex(
    "63002d000000000000000000000000000000000000000000 0100 0c00 2700 0100 0002af12c00002050000000000000000"
    "01000e0036000b0260006a8b4d52 06 504c432d3130 ff"
)
# A cold start in version 1, as net-snmp's snmptrap says it.
TRAP = bytes.fromhex(
    "302b02010004067075626c6963a41e06092b06010401bf08020340040a63000102010602011143033901b33000"
)


def over_udp(port: int, content: Packet | bytes, source: int = 0) -> Packet:
    layer = content if isinstance(content, Packet) else Raw(content)
    return HOST / IP(src="192.0.2.5", dst="255.255.255.255") / UDP(sport=source or port, dport=port) / layer


def packets() -> Iterator[Packet]:
    yield HOST / ARP(op=2, hwsrc="02:00:00:00:00:05", psrc="192.0.2.5", pdst="192.0.2.5")
    yield (
        HOST / LLDPDUChassisID(subtype=4, id="02:00:00:00:00:05") / LLDPDUPortID(subtype=7, id=b"1")
        / LLDPDUTimeToLive(ttl=120) / LLDPDUSystemName(system_name=b"sw1")
        / LLDPDUSystemDescription(description=b"A switch") / LLDPDUEndOfLLDPDU()
    )  # fmt: skip
    told = [
        DNSRR(rrname="_http._tcp.local.", type="PTR", rdata="cam._http._tcp.local."),
        DNSRR(rrname="cam.local.", type="A", rdata="192.0.2.5"),
        DNSRR(rrname="cam._http._tcp.local.", type="TXT", rdata=[b"model=M1", b"vendor=V"]),
    ]
    yield over_udp(5353, DNS(qr=1, aa=1, an=told))
    # A name that points at itself (RFC 1035, 4.1.4).
    yield over_udp(
        5353, bytes.fromhex("000084000000000100000000 c00c 000c 0001 00000001 0002 c00c".replace(" ", ""))
    )
    yield over_udp(
        1900, b"NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nServer: Linux UPnP/1.0 X/1\r\nUSN: uuid:a\r\n\r\n"
    )
    options = [
        ("message-type", 3),
        ("hostname", b"hmi"),
        ("vendor_class_id", b"MSFT 5.0"),
        ("requested_addr", "192.0.2.5"),
        "end",
    ]
    yield over_udp(67, BOOTP(chaddr=bytes(6)) / DHCP(options=options), 68)
    yield over_udp(137, NBNSHeader() / NBNSRegistrationRequest(QUESTION_NAME=b"OFFICE1"))
    yield over_udp(3702, HELLO)
    yield over_udp(47808, I_AM)
    yield over_udp(44818, IDENTITY)
    yield over_udp(162, TRAP, 40_000)
    yield HOST / Dot1Q(prio=6, type=0x8892) / Raw(DCP)
    for kind in (0x88A4, 0x88AB, 0x88CD):
        yield Ether(src="02:00:00:00:00:05", dst="01:11:1e:00:00:01", type=kind) / Raw(
            b"\x01\xff\xf0" + bytes(40)
        )


def frames() -> list[bytes]:
    return [bytes(packet) for packet in packets()]
