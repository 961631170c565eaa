"""CODESYS V3: what the runtime's name service says about itself. No channel is opened, no login made.

Asked: one datagram, package 0xC202 of service 3. Returned: package 0xC280 of service 4, with the names
of node, device and maker, the target's version and a serial number.

The runtime sends its answer to the address that the request names: the host part of the sensor's own
address, and port 1740. So the request has to bear the true one, and to leave from port 1740; where the
line does not give that, nothing is asked.

Sources: Microsoft's wireshark dissector CodeSysV3.lua (datagram header, NsClient fields) and its example
capture of a Control Win V3, whose request is repeated here; the nmap library codesys3.lua (address of
the sender, source port 1740, names of the fields).
"""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Interface

from scanner.evidence.plcs import CodesysV3Identity
from scanner.plugin import Garbled, Line, Refused, Udp, probe
from scanner.sensor.probes.text import clean

PORT = 1740  # index 0 of 1740 to 1743
MAGIC, ANSWERS, TELLS = 0xC5, 4, 0xC280
REQUEST_ID = 0x56614749
PAYLOAD = struct.pack("<HHI", 0xC202, 0x0400, REQUEST_ID)
VERSIONS = {0x0103, 0x0400}
INTEL = 1  # byte order
FIXED = struct.Struct("<HHI HBBH HHH IIII BBBx 8x")  # 48 bytes, then the sender's parent address and names
MOST_NAME = 256


@probe(
    id="codesys-v3",
    title="Which CODESYS V3 runtime it is",
    protocol="codesys-v3",
    ports=[Udp(PORT, source=PORT)],
    gives=CodesysV3Identity,
    controller=True,
    order=5,
    questions=1,
)
def codesys_v3(line: Line) -> CodesysV3Identity:
    """One datagram there, one back."""
    reply = line.ask(request(_own(line)), until=whole)
    told, at = _told(reply)
    version, (target_type, target_id) = told[12], told[10:12]
    node, device, vendor, serial = _names(reply, told, at)
    if not device:
        raise Garbled("a runtime without a device name")
    return CodesysV3Identity(
        node_name=node, device_name=device, vendor=vendor, serial=serial, target_type=target_type,
        version=".".join(map(str, version.to_bytes(4, "big"))), target_id=f"{target_id:08x}",
    )  # fmt: skip


def request(own: IPv4Interface) -> bytes:
    """The datagram of a sensor at `own`: header of 6 bytes, its address, zeros up to a multiple of 4."""
    host = int(own.ip) & int(own.hostmask)
    words = 1 if 32 - own.network.prefixlen + 2 <= 16 else 2  # host bits, two bits for the port's index
    header = bytes((MAGIC, 0x6B, 0x40, 3, 0, words << 4)) + host.to_bytes(2 * words, "big")
    return header + bytes(-len(header) % 4) + PAYLOAD


def whole(so_far: bytes) -> int | None:
    """Framing: up to and with the serial number, as the lengths before it say."""
    if so_far[:1] != bytes((MAGIC,)) or so_far[3:4] not in {b"", bytes((ANSWERS,))}:
        raise Garbled("the answer is not one of the name service")
    if len(so_far) < 6 or len(so_far) < _payload_at(so_far) + FIXED.size:
        return None
    told, at = _told(so_far)
    return at + sum(length for length, _ in _lengths(told))


def _own(line: Line) -> IPv4Interface:
    own = getattr(line, "own", None)
    if not isinstance(own, IPv4Interface):
        raise Refused("the answer would go elsewhere: the line does not tell the sensor's own address")
    return own


def _payload_at(reply: bytes) -> int:
    """Behind header (its low three bits: words of it), both addresses (words), and zeros up to four."""
    at = 2 * ((reply[1] & 7) + (reply[5] & 15) + (reply[5] >> 4))
    return at + -at % 4


def _told(reply: bytes) -> tuple[tuple[int, ...], int]:
    """The fixed fields, and where the names begin. Raises Garbled for another answer than ours."""
    at = _payload_at(reply)
    told = FIXED.unpack_from(reply, at)
    if told[0] != TELLS or told[1] not in VERSIONS:
        raise Garbled("the answer is not what a runtime tells of itself")
    if told[2] != REQUEST_ID:
        raise Garbled("the answer belongs to another request")
    if told[4] != INTEL or max(told[6:10]) > MOST_NAME:
        raise Garbled("byte order or lengths are not those of a runtime")
    return told, at + FIXED.size + told[6]


def _lengths(told: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """(bytes to the next name, bytes of this one): UTF-16 and two zeros each, the serial last."""
    for letters in told[7:10]:
        yield 2 * letters + 2, 2 * letters
    yield told[14], told[14]


def _names(reply: bytes, told: tuple[int, ...], at: int) -> Iterator[str]:
    texts = []
    for step, length in _lengths(told):
        texts.append(reply[at : at + length])
        at += step
    for text in texts[:3]:
        yield clean(text.decode("utf-16-le", errors="replace").encode(), MOST_NAME)
    yield clean(texts[3].strip(b"\0"))
