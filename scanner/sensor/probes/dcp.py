"""PROFINET DCP: one Identify-All frame, and what the stations answer. Bytes only; the link layer sends them.

What is asked: Identify, all stations, answers spread over seconds by the response delay [S in the design];
never Get, Set or Hello. Source of the second kind: Wireshark's pn_dcp dissector (options, suboptions, roles)
and scapy's pnio_dcp layers; IEC 61158-6-10, 4.3 (DCP).

The frame goes to 01:0e:cf:00:00:00 with EtherType 0x8892; answers come to the sender's own address.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address

from scanner.evidence.building import ProfinetStation
from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

DESTINATION, ETHERTYPE = "01:0e:cf:00:00:00", 0x8892
IDENTIFY, REQUEST = bytes.fromhex("fefe"), bytes.fromhex("0500")
ANSWER, SUCCESS = bytes.fromhex("feff"), bytes.fromhex("0501")
ALL = bytes.fromhex("ffff0000")  # option and suboption "all", no content
HEADER, MOST_BLOCKS = 12, 32
SPREAD = 0x0200  # stations wait a time of their own below this many hundredths of a second
MODEL, NAME, IDS, ROLE, ADDRESS = (2, 1), (2, 2), (2, 3), (2, 4), (1, 2)
ROLES = {1: "device", 2: "controller", 4: "multidevice", 8: "supervisor"}


def identify_all(number: int) -> bytes:
    """The frame's content from its frame id on. `number` (0 to 2**32 - 1) comes back in the answers."""
    head = IDENTIFY + REQUEST + number.to_bytes(4, "big") + SPREAD.to_bytes(2, "big")
    return head + len(ALL).to_bytes(2, "big") + ALL


def listening_seconds() -> float:
    """How long answers may come: the spread, and a second for the way."""
    return SPREAD / 100 + 1


def station(content: bytes, number: int) -> ProfinetStation:
    """What one answer says; `content` begins at the frame id and may be padded. Raises Garbled for others."""
    if content[:4] != ANSWER + SUCCESS or len(content) < HEADER:
        raise Garbled("the frame is no answer to Identify")
    if int.from_bytes(content[4:8], "big") != number:
        raise Garbled("the answer belongs to another Identify")
    length = int.from_bytes(content[10:12], "big")
    if length > len(content) - HEADER:
        raise Garbled("the answer is shorter than it says")
    told = dict(reversed(list(_blocks(content[HEADER : HEADER + length]))))  # of two of a kind, the first
    ids, address = told.get(IDS, b""), told.get(ADDRESS, b"")
    role = next(iter(told.get(ROLE, b"")), 0)
    return ProfinetStation(
        name=clean(told.get(NAME, b"").rstrip(b"\0")),
        model=clean(told.get(MODEL, b"").rstrip(b"\0")),
        vendor_id=int.from_bytes(ids[:2], "big"),
        device_id=int.from_bytes(ids[2:4], "big"),
        roles=tuple(name for bit, name in ROLES.items() if role & bit),
        own_address=str(IPv4Address(address[:4])) if len(address) == 12 and any(address[:4]) else "",
    )


def _blocks(rest: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Option, suboption and content of each block: length, two bytes of information, content, padding to even."""
    for _ in range(MOST_BLOCKS):
        if not rest:
            return
        length = int.from_bytes(rest[2:4], "big")
        if len(rest) < 4 + length:
            raise Garbled("a block of the answer is cut")
        yield (rest[0], rest[1]), rest[6 : 4 + length]
        rest = rest[4 + length + length % 2 :]
