"""EtherNet/IP: who a device says it is. One ListIdentity, which needs no session.

Source: CIP Networks Library volume 2, 2-3 (encapsulation), 2-4.2 (ListIdentity), 2-6.3.3 (socket
address, big-endian unlike all else); compared with a Rockwell 1756-ENBT/A in Wireshark's dissector.
The layers are our own: scapy's contributed ones read the little-endian numbers the other way round.
"""

from ipaddress import IPv4Address

from scapy.fields import (
    ByteField,
    LEIntField,
    LEShortField,
    ShortField,
    StrFixedLenField,
    XLEIntField,
    XLELongField,
    XLEShortField,
)
from scapy.packet import Packet

from scanner.evidence.controllers import EthernetIpIdentity
from scanner.plugin import Garbled, Line, Tcp, Udp, probe
from scanner.sensor.probes.cip_names import DEVICE_TYPES, VENDORS
from scanner.sensor.probes.text import clean

LIST_IDENTITY = 0x63
IDENTITY_ITEM = 0x0C
HEADER, FIXED = 24, 33  # lengths in bytes: header; identity item up to and with the name's length
MOST = 4096
MOST_ITEMS = 8
INTERNET = 2  # address family


class Encapsulation(Packet):
    name = "EtherNet/IP encapsulation"
    fields_desc = [  # noqa: RUF012 - scapy's way
        XLEShortField("command", LIST_IDENTITY),
        LEShortField("length", 0),
        XLEIntField("session", 0),
        XLEIntField("status", 0),
        XLELongField("context", 0),
        XLEIntField("options", 0),
    ]


class IdentityItem(Packet):
    name = "CIP identity item"
    fields_desc = [  # noqa: RUF012
        LEShortField("version", 1),
        ShortField("family", INTERNET),
        ShortField("port", 44818),
        StrFixedLenField("address", bytes(4), 4),
        XLELongField("zero", 0),
        LEShortField("vendor", 0),
        LEShortField("device_type", 0),
        LEShortField("product_code", 0),
        ByteField("major", 0),
        ByteField("minor", 0),
        XLEShortField("status", 0),
        LEIntField("serial", 0),
        ByteField("name_length", 0),
    ]


@probe(
    id="enip-identity-udp",
    title="Who an EtherNet/IP device says it is",
    protocol="enip",
    ports=[Udp(44818)],
    gives=EthernetIpIdentity,
    controller=True,
    order=5,
    questions=1,
)
def enip_identity_udp(line: Line) -> EthernetIpIdentity:
    """One datagram there, one back: it costs the device no connection."""
    return _identity(line)


@probe(
    id="enip-identity",
    title="Who an EtherNet/IP device says it is",
    protocol="enip",
    ports=[Tcp(44818)],
    gives=EthernetIpIdentity,
    controller=True,
    order=10,
    questions=1,
)
def enip_identity(line: Line) -> EthernetIpIdentity:
    """The same question over TCP, for devices that do not hear it over UDP."""
    return _identity(line)


def whole(so_far: bytes) -> int | None:
    """Framing: 24 bytes and the length (little-endian, at 2) that follows them, at most 4,096."""
    if (so_far[:1] and so_far[0] != LIST_IDENTITY) or so_far[1:2] not in {b"", b"\x00"}:
        raise Garbled("the answer's command is not ListIdentity")
    if len(so_far) < 4:
        return None
    total = HEADER + int.from_bytes(so_far[2:4], "little")
    if total > MOST:
        raise Garbled(f"the header announces {total} bytes")
    return total


def _identity(line: Line) -> EthernetIpIdentity:
    reply = line.ask(bytes(Encapsulation()), until=whole)
    header = Encapsulation(reply[:HEADER])
    if header.status:
        raise Garbled(f"ListIdentity was answered with status {header.status}")
    return _described(_item(reply[HEADER:]))


def _item(items: bytes) -> bytes:
    """The identity item among the items: a count, then type, length and data of each."""
    count, rest = int.from_bytes(items[:2], "little"), items[2:]
    for _ in range(min(count, MOST_ITEMS)):
        kind, length = (int.from_bytes(rest[at : at + 2], "little") for at in (0, 2))
        if len(rest) < 4 + length:
            raise Garbled("an item of the answer is cut")
        if kind == IDENTITY_ITEM:
            return rest[4 : 4 + length]
        rest = rest[4 + length :]
    raise Garbled("the answer holds no identity item")


def _described(item: bytes) -> EthernetIpIdentity:
    if len(item) < FIXED or len(item) < FIXED + item[FIXED - 1]:
        raise Garbled("the identity item is shorter than what it says")
    told = IdentityItem(item[:FIXED])
    name_end = FIXED + told.name_length
    return EthernetIpIdentity(
        vendor_id=told.vendor,
        vendor=VENDORS.get(told.vendor, ""),
        device_type=told.device_type,
        device_type_name=DEVICE_TYPES.get(told.device_type, ""),
        product_code=told.product_code,
        revision=f"{told.major}.{told.minor}",
        serial=f"{told.serial:08x}",
        product_name=clean(item[FIXED:name_end]),
        state=next(iter(item[name_end:]), 0),
        own_address=_own_address(told),
    )


def _own_address(told: Packet) -> str:
    address = IPv4Address(told.address)
    return str(address) if told.family == INTERNET and int(address) else ""
