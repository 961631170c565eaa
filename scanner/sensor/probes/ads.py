"""Beckhoff ADS discovery: which TwinCAT controller it is. One datagram, which needs no route and no login.

What is asked: SERVERINFO (service 1) with an empty sender and no tags [S in the design].
Sources: the request and a CX controller's answer in a capture; pyads, `adsGetNetIdForPLC`, which sends
these 24 bytes; tags 3 (version), 4 (operating system, Windows' OSVERSIONINFO), 5 (name) and 18
(fingerprint) as in Beckhoff's own ADS library and ads-rs, `udp.rs`.
"""

from collections.abc import Iterator

from scanner.evidence.building import AdsDevice
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

REQUEST = bytes.fromhex("03661471 00000000 01000000 000000000000 1027 00000000")
ANSWER = bytes.fromhex("03661471 00000000 01000080")
HEADER, MOST_TAGS = 24, 32
VERSION, SYSTEM, NAME, FINGERPRINT = 3, 4, 5, 18
PLATFORMS = {2: "Windows", 3: "Windows CE"}


@probe(
    id="ads-discovery",
    title="Which Beckhoff controller it is",
    protocol="ads",
    ports=[Udp(48899)],
    gives=AdsDevice,
    controller=True,
    order=5,
    questions=1,
)
def ads_discovery(line: Line) -> AdsDevice:
    """One question. The discovery answers anyone; it says nothing of who may log in."""
    reply = line.ask(REQUEST, until=anything)
    if reply[:12] != ANSWER or len(reply) < HEADER:
        raise Garbled("the answer is no ADS server information")
    if not any(reply[12:18]):
        raise Garbled("the answer names no AMS net id")
    tags = dict(reversed(list(_tags(reply))))  # of two of a kind, the first
    version = _version(tags.get(VERSION, b""))
    return AdsDevice(
        net_id=".".join(map(str, reply[12:18])),
        name=clean(_to_zero(tags.get(NAME, b""))),
        product=f"TwinCAT {version.partition('.')[0]}" if version else "TwinCAT",
        version=version,
        system=_system(tags.get(SYSTEM, b"")),
        fingerprint=clean(_to_zero(tags.get(FINGERPRINT, b"")), 64),
    )


def _tags(reply: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each tag: two bytes each of number and length, then the value."""
    count, rest = int.from_bytes(reply[20:24], "little"), reply[HEADER:]
    for number in range(min(count, MOST_TAGS)):
        length = int.from_bytes(rest[2:4], "little")
        if len(rest) < 4 + length:
            raise Garbled(f"tag {number + 1} of {count} is cut")
        yield int.from_bytes(rest[:2], "little"), rest[4 : 4 + length]
        rest = rest[4 + length :]


def _to_zero(value: bytes) -> bytes:
    return value.partition(b"\0")[0]


def _version(value: bytes) -> str:
    """Major and minor in a byte each, the build in two."""
    return f"{value[0]}.{value[1]}.{int.from_bytes(value[2:4], 'little')}" if len(value) == 4 else ""


def _system(value: bytes) -> str:
    """Own length, major, minor, build and platform, four bytes each."""
    if len(value) < 20:
        return ""
    major, minor, build, platform = (int.from_bytes(value[at : at + 4], "little") for at in (4, 8, 12, 16))
    name = PLATFORMS.get(platform, "")
    return f"{name} {major}.{minor}" + (f".{build}" if build else "") if name else ""
