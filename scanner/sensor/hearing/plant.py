"""Announcements of machines. Read from the bytes: cyclic frames come by the thousand each second.

Sources: PROFINET DCP, IEC 61158-6-10, 4.3 (blocks; the fields of Wireshark's pn_dcp dissector);
EtherTypes by the IEEE list, 0x88A4 EtherCAT, 0x88AB Ethernet POWERLINK (EPSG DS 301, 4.6: message type,
destination, source), 0x88CD SERCOS III; BACnet/IP, ANSI/ASHRAE 135, annex J.2 and clauses 6.2, 16.10
(I-Am); EtherNet/IP ListIdentity as in the probe of that name.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address

from scanner.plugin import Garbled
from scanner.sensor.hearing.said import Overheard, announcement, clean
from scanner.sensor.probes.bacnet_frames import apdu_of, i_am
from scanner.sensor.probes.cip_names import DEVICE_TYPES, VENDORS
from scanner.sensor.probes.ethernetip import FIXED, HEADER, IDENTITY_ITEM, LIST_IDENTITY, IdentityItem

MOST_BLOCKS = 32
DCP_FRAMES = range(0xFEFC, 0xFF00)
HELLO, RESPONSE = 6, 1
MAKERS = {0x002A: "Siemens"}  # PI's list of vendor ids; others stay a number
ROLES = ((1, "io-device"), (2, "io-controller"), (4, "multidevice"), (8, "supervisor"))
MANAGING_NODE = 240


def mac_of(frame: bytes) -> str:
    return frame[6:12].hex(":")


def ethercat(frame: bytes) -> Overheard | None:
    return Overheard("", mac_of(frame), announcement("ethercat", [], {}))


def sercos(frame: bytes) -> Overheard | None:
    return Overheard("", mac_of(frame), announcement("sercos", [], {}))


def powerlink(frame: bytes) -> Overheard | None:
    """The node number of the sender; number 240 is the one that gives the beat."""
    if len(frame) < 17:
        return None
    part = "managing node" if frame[16] == MANAGING_NODE else "controlled node"
    details = {"node": str(frame[16]), "part": part}
    return Overheard("", mac_of(frame), announcement("powerlink", [], details))


def profinet(frame: bytes) -> Overheard | None:
    """Any PROFINET frame names its sender as one that speaks it; DCP frames may say who it is."""
    names: list[str] = []
    details: dict[str, str] = {}
    address, content = "", frame[14:]
    if int.from_bytes(content[:2], "big") in DCP_FRAMES and len(content) >= 12:
        service, kind = content[2], content[3]
        if kind == RESPONSE or service == HELLO:
            for option, data in _blocks(content[12 : 12 + int.from_bytes(content[10:12], "big")]):
                address = _dcp(option, data, names, details) or address
    return Overheard(address, mac_of(frame), announcement("profinet", names, details))


def _blocks(told: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """(option, suboption) and data of each block, without the two bytes of block information."""
    for _ in range(MOST_BLOCKS):
        length = int.from_bytes(told[2:4], "big")
        if len(told) < 4 or not 2 <= length <= len(told) - 4:
            return
        yield (told[0], told[1]), told[6 : 4 + length]
        told = told[4 + length + length % 2 :]


def _dcp(option: tuple[int, int], data: bytes, names: list[str], details: dict[str, str]) -> str:
    """Keeps what one block says; returns its IP address if it holds one that is set."""
    if option == (1, 2) and len(data) == 12 and any(data[:4]):
        return str(IPv4Address(data[:4]))
    if option == (2, 1):
        details["model"] = clean(data)
    elif option == (2, 2):
        names.append(clean(data))
    elif option == (2, 3) and len(data) == 4:
        vendor = int.from_bytes(data[:2], "big")
        details |= {"vendor": MAKERS.get(vendor, ""), "vendor_id": f"0x{vendor:04x}"}
        details["device_id"] = f"0x{int.from_bytes(data[2:], 'big'):04x}"
    elif option == (2, 4) and data:
        details["role"] = ", ".join(name for bit, name in ROLES if data[0] & bit)
    return ""


def datagram(frame: bytes) -> tuple[str, bytes]:
    """(sender's address, payload) of a UDP datagram in IPv4, by its own lengths."""
    start = 14 + (frame[14] & 0x0F) * 4
    size = int.from_bytes(frame[start + 4 : start + 6], "big")
    return str(IPv4Address(frame[26:30])), frame[start + 8 : start + max(size, 8)]


def bacnet(frame: bytes) -> Overheard | None:
    """An I-Am of the sender itself; one that a router or another device passes on says nothing about it."""
    address, told = datagram(frame)
    if told[:2] not in (b"\x81\x0a", b"\x81\x0b"):
        return None
    try:
        said = i_am(apdu_of(told))
    except Garbled:
        return None
    details = {"instance": str(said.instance), "vendor_id": str(said.vendor)}
    return Overheard(address, mac_of(frame), announcement("bacnet", [], details))


def ethernet_ip(frame: bytes) -> Overheard | None:
    """A ListIdentity reply names its sender; a request to everybody is somebody who looks for devices."""
    address, told = datagram(frame)
    if len(told) < HEADER or int.from_bytes(told[:2], "little") != LIST_IDENTITY or any(told[8:12]):
        return None
    size = int.from_bytes(told[2:4], "little")
    details = _identity(told[HEADER : HEADER + size]) if size else {"asks": "ListIdentity"}
    if details is None:
        return None
    return Overheard(address, mac_of(frame), announcement("ethernet-ip", [], details))


def _identity(items: bytes) -> dict[str, str] | None:
    item = items[6:]
    length = int.from_bytes(items[4:6], "little")
    if int.from_bytes(items[2:4], "little") != IDENTITY_ITEM or not FIXED <= length <= len(item):
        return None
    told = IdentityItem(item[:FIXED])
    return {
        "vendor": VENDORS.get(told.vendor, ""),
        "model": clean(item[FIXED : min(FIXED + told.name_length, length)]),
        "version": f"{told.major}.{told.minor}",
        "serial": f"{told.serial:08x}",
        "device_type": DEVICE_TYPES.get(told.device_type, ""),
    }
