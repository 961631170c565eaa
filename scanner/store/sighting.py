"""What is known of a machine when it must be told whether it was met before, and what of that counts."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import Field

from scanner.model import Record

KINDS = ("mac", "serial", "certificate", "host-key", "address")
"""Kinds of identity, strongest first."""

Identity = tuple[str, str]
"""A kind and its value as stored."""

# Virtual addresses that routers hand to each other: VRRP (RFC 9568, 7.3), HSRP and GLBP (Cisco).
_PASSED_AROUND = ("00005e0001", "00005e0002", "00000c07ac", "00000c9ff", "0007b400")
MOST_ADDRESSES_OF_ONE = 4
"""Addresses in one scan that may show the same serial number: a controller with several cards."""
_MOST = {"serial": MOST_ADDRESSES_OF_ONE}
_DUMMY_SERIALS = {"123456", "1234567", "12345678", "123456789", "0123456789", "none", "unknown", "default"}


class Sighting(Record):
    """One address of a machine in one scan, with all that identifies it. Empty: not known.

    `certificate` and `host_key` are fingerprints in hexadecimal. `key` names the sighting in what
    `resolve_assets` returns: its address, or its MAC address where it has none.
    """

    address: str = ""
    mac: str = ""
    serial: str = ""
    vendor: str = ""
    certificate: str = ""
    host_key: str = ""
    names: tuple[str, ...] = Field(default=(), description="Shown, never used as an identity.")

    @property
    def key(self) -> str:
        return self.address or self.mac


def identities(sighting: Sighting, segment: str) -> dict[str, str]:
    """What may identify the machine, by kind.

    A MAC address and a serial number follow a machine everywhere. Certificates, host keys and
    addresses count within their segment only: makers ship one certificate with a whole series, and
    private addresses repeat from site to site.
    """
    found = {"mac": _mac(sighting.mac), "serial": _serial(sighting)}
    local = {"certificate": sighting.certificate, "host-key": sighting.host_key, "address": sighting.address}
    found |= {kind: f"{segment}|{value.lower()}" for kind, value in local.items() if value}
    return {kind: value for kind, value in found.items() if value}


def own_identities(sightings: Sequence[Sighting], segment: str) -> dict[str, dict[str, str]]:
    """What identifies each sighting of one scan, by its key; what several share is left out.

    A MAC address that answers for several addresses may be one card with two addresses, or a router
    that answers for machines behind it (proxy ARP). Nothing on the wire tells them apart, and one
    machine shown as two does less harm than twenty shown as one: so it identifies none of them. The
    same holds for a certificate or host key of a whole series. A serial number is the maker's word
    that it is one machine, and joins its addresses; but not more than `MOST_ADDRESSES_OF_ONE`, for some
    makers write the same number into every machine.
    """
    each = {sighting.key: identities(sighting, segment) for sighting in sightings}
    count = Counter(identity for found in each.values() for identity in found.items())
    return {
        key: {kind: value for kind, value in found.items() if count[kind, value] <= _MOST.get(kind, 1)}
        for key, found in each.items()
    }


def contradicts(known: Iterable[Identity], found: Iterable[Identity], matched: str) -> bool:
    """Whether an asset with these known identities cannot be what was found, though `matched` fits.

    Another serial number is always another machine. Another MAC address is another machine too,
    unless the serial number says that only the card is new or a second one.
    """
    one, other = set(known), set(found)
    if matched == "serial":
        return _differ("serial", one, other)
    return _differ("serial", one, other) or _differ("mac", one, other)


def _differ(kind: str, one: set[Identity], other: set[Identity]) -> bool:
    """Whether both have identities of this kind and none of them in common."""
    mine = {identity for identity in one if identity[0] == kind}
    yours = {identity for identity in other if identity[0] == kind}
    return bool(mine and yours) and not mine & yours


def _mac(written: str) -> str:
    """The MAC address if the maker gave it to one card; empty for made-up and shared ones."""
    digits = re.sub(r"[^0-9a-f]", "", written.lower())
    if len(digits) != 12 or digits.startswith(_PASSED_AROUND) or digits.strip("0") == "":
        return ""
    # IEEE 802, 8.2: bit 1 of the first octet marks a locally made address, bit 0 a group.
    return "" if int(digits[:2], 16) & 0b11 else digits


def _serial(sighting: Sighting) -> str:
    """Vendor and serial number; empty where the number is a filler or too short to be one."""
    serial = re.sub(r"\s+", " ", sighting.serial.strip().lower())
    digits = re.sub(r"^0x|[^0-9a-z]", "", serial)
    if len(digits) < 4 or len(set(digits)) < 2 or digits in _DUMMY_SERIALS:
        return ""
    return f"{' '.join(sighting.vendor.lower().split())}|{serial}"
