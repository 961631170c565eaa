"""Messages out of captures of real devices, where those captures lie beside the checkout."""

from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.packet import NoPayload, Packet, Padding
from scapy.utils import PcapReader

FOLDER = Path(__file__).resolve().parents[4].parent / "shared" / "captures"


def messages(name: str, port: int) -> list[bytes]:
    """The TCP payloads from and to `port`, in order, without padding. Skips where there is no capture."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the capture {name} is not beside the checkout")
    with PcapReader(str(path)) as packets:
        segments = [packet[TCP] for packet in packets if TCP in packet]
    ours = [segment for segment in segments if port in {segment.sport, segment.dport}]
    return [without_padding(segment) for segment in ours if without_padding(segment)]


def datagrams(name: str, port: int, sender: str) -> list[bytes]:
    """The UDP payloads that `sender` sent from `port`, in order, without padding. Skips where there is no capture."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the capture {name} is not beside the checkout")
    with PcapReader(str(path)) as packets:
        ours = [packet for packet in packets if UDP in packet and packet[IP].src == sender]
    return [bytes(packet[UDP])[8 : packet[UDP].len] for packet in ours if packet[UDP].sport == port]


def without_padding(segment: Packet) -> bytes:
    """A segment's data; a short frame is filled up on the wire."""
    if isinstance(segment.payload, Padding | NoPayload):
        return b""
    filled = len(segment[Padding]) if Padding in segment else 0
    data = bytes(segment.payload)
    return data[: len(data) - filled]
