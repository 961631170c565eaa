"""What a frame that everybody hears gives away: bytes in, an announcement out; never an exception."""

from collections.abc import Callable

from scapy.layers.l2 import Ether

from scanner.sensor.hearing import management, office, plant
from scanner.sensor.hearing.said import NAMES, Overheard, Sayings

Reader = Callable[[bytes], Overheard | None]

VLAN = b"\x81\x00"


def overheard(frame: bytes) -> Overheard | None:
    """The announcement in an Ethernet frame, or None: not one, or not readable."""
    if frame[12:14] == VLAN:  # PROFINET puts its priority into a tag
        frame = frame[:12] + frame[16:]
    reader = _reader(frame)
    if reader is None:
        return None
    try:
        return reader(frame)
    except Exception:  # noqa: BLE001 - a dissector may fail in any way on hostile bytes
        return None


def _reader(frame: bytes) -> Reader | None:
    """Looks at fixed places only, so that most traffic costs nothing."""
    kind = frame[12:14]
    if kind != b"\x08\x00" or len(frame) < 38 or frame[23] != 17:
        return _BY_TYPE.get(kind)
    start = 14 + (frame[14] & 0x0F) * 4
    ports = {int.from_bytes(frame[at : at + 2], "big") for at in (start, start + 2)}
    return next((reader for port, reader in _BY_PORT.items() if port in ports), None)


def _dissected(reader: Callable[[Ether], Overheard | None]) -> Reader:
    return lambda frame: reader(Ether(frame))


_BY_TYPE: dict[bytes, Reader] = {
    b"\x08\x06": _dissected(office.arp),
    b"\x88\xcc": _dissected(office.lldp),
    b"\x88\x92": plant.profinet,
    b"\x88\xa4": plant.ethercat,
    b"\x88\xab": plant.powerlink,
    b"\x88\xcd": plant.sercos,
}
_BY_PORT: dict[int, Reader] = {
    5353: _dissected(office.mdns),
    1900: _dissected(office.ssdp),
    1990: _dissected(office.ssdp),  # 3D printers of Bambu Lab, here and at the next
    2021: _dissected(office.ssdp),
    67: _dissected(office.dhcp),
    137: _dissected(office.nbns),
    5355: _dissected(office.llmnr),
    3702: _dissected(office.ws_discovery),
    47808: plant.bacnet,
    44818: plant.ethernet_ip,
    161: management.snmp,
    162: management.snmp,
}

__all__ = ["NAMES", "Overheard", "Sayings", "overheard"]
