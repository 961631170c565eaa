"""What a capture holds: who sent how many frames, and how many of them fell into one second."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import groupby
from pathlib import Path

# Classic pcap (draft-ietf-opsawg-pcap, section 4): the magic number tells byte order and clock.
MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
}
FILE_HEADER, RECORD_HEADER, ETHERNET_HEADER = 24, 16, 14
ETHERNET = 1

# Ethernet types and protocol numbers (IANA), to name the kinds of frames in a table.
ARP, IPV4 = 0x0806, 0x0800
TRANSPORTS = {1: "ICMP", 6: "TCP", 17: "UDP"}

# Where things stand: RFC 826 (ARP), RFC 791 (IPv4, without the Ethernet header), RFC 9293 (TCP), RFC 792 (ICMP).
ARP_OPERATION, ARP_TARGET, ARP_REQUEST = 20, 38, 1
IP_LENGTH, IP_TARGET = 2, 16
TCP_OFFSET, TCP_FLAGS, SYN, ACK = 12, 13, 0x02, 0x10
ECHO_REQUEST = 8


@dataclass(frozen=True)
class Frame:
    """One frame: when (seconds since 1970) and its first bytes."""

    at: float
    head: bytes

    @property
    def sender(self) -> str:
        """The MAC address that sent it."""
        return self.head[6:12].hex(":")

    @property
    def receiver(self) -> str:
        """The MAC address that it was sent to."""
        return self.head[:6].hex(":")

    @property
    def kind(self) -> str:
        """ARP, ICMP, TCP, UDP or other."""
        ether_type = int.from_bytes(self.head[12:14], "big")
        if ether_type == IPV4 and len(self.head) > ETHERNET_HEADER + 9:
            return TRANSPORTS.get(self.head[ETHERNET_HEADER + 9], "other")
        return "ARP" if ether_type == ARP else "other"

    @property
    def target(self) -> str:
        """The IPv4 address that it goes to, or that it asks for; empty when it has none."""
        place = ARP_TARGET if self.kind == "ARP" else ETHERNET_HEADER + IP_TARGET
        named = self.head[place : place + 4]
        return str(IPv4Address(named)) if self.kind != "other" and len(named) == 4 else ""

    @property
    def is_touch(self) -> bool:
        """Whether a machine can notice that it is asked something: a question of ARP or ICMP, a datagram,
        a connection attempt, content on a connection. Acknowledgements and farewells are none.
        """
        if self.kind == "ARP":
            return self.head[ARP_OPERATION : ARP_OPERATION + 2] == ARP_REQUEST.to_bytes(2, "big")
        packet = self.head[ETHERNET_HEADER:]
        content = packet[4 * (packet[0] & 15) :] if packet else b""
        if self.kind == "TCP" and len(content) > TCP_FLAGS:
            headers = len(packet) - len(content) + 4 * (content[TCP_OFFSET] >> 4)
            starts = content[TCP_FLAGS] & (SYN | ACK) == SYN
            return starts or int.from_bytes(packet[IP_LENGTH : IP_LENGTH + 2], "big") > headers
        return self.kind == "UDP" or (self.kind == "ICMP" and content[:1] == bytes([ECHO_REQUEST]))


def read(path: Path) -> Iterator[Frame]:
    """The frames of a classic pcap file of Ethernet; a last frame that was cut short is left out.

    Raises ValueError when it is another kind of file.
    """
    data = path.read_bytes()
    if data[:4] not in MAGIC or len(data) < FILE_HEADER:
        raise ValueError(f"{path.name} is not a pcap file.")
    order, tick = MAGIC[data[:4]]
    if struct.unpack_from(f"{order}I", data, 20)[0] != ETHERNET:
        raise ValueError(f"{path.name} does not hold Ethernet frames.")
    place = FILE_HEADER
    while place + RECORD_HEADER <= len(data):
        seconds, fraction, kept, _ = struct.unpack_from(f"{order}4I", data, place)
        place += RECORD_HEADER + kept
        if place <= len(data):
            yield Frame(seconds + fraction * tick, data[place - kept : place])


def sent_by(frames: Iterable[Frame], mac: str) -> list[Frame]:
    """The frames that `mac` sent, the kernel's own among them, oldest first."""
    return sorted((one for one in frames if one.sender == mac.lower()), key=lambda one: one.at)


def not_to(frames: Iterable[Frame], macs: Collection[str]) -> list[Frame]:
    """The frames that were sent to somebody else than `macs`."""
    return [one for one in frames if one.receiver not in macs]


def kinds(frames: Iterable[Frame]) -> dict[str, int]:
    """How many frames of each kind."""
    names = sorted(one.kind for one in frames)
    return {name: len(list(group)) for name, group in groupby(names)}


def by_target(frames: Iterable[Frame]) -> Counter[str]:
    """How many frames went to each address."""
    return Counter(one.target for one in frames if one.target)


def busiest_second(times: Sequence[float], width: float = 1.0) -> int:
    """Most frames in any window of `width` seconds, wherever it begins (end excluded).

    A window that begins with a frame is enough to try: any other can be moved to one without losing any.
    """
    ordered, first, most = sorted(times), 0, 0
    for number, now in enumerate(ordered):
        while now - ordered[first] >= width:
            first += 1
        most = max(most, number - first + 1)
    return most
