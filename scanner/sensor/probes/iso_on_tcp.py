"""ISO transport on TCP, as far as one question needs it: TPKT, COTP class 0.

Sources: RFC 1006 section 6 (TPKT), ITU-T X.224 sections 13.3 (CR), 13.4 (CC), 13.5 (DR), 13.7 (DT),
13.12 (ER); the layout was compared with the s7comm captures of two CPUs in Wireshark's dissector.
"""

import struct

from scapy.fields import ByteField, ShortField, XByteField, XShortField
from scapy.packet import Packet

from scanner.plugin import Garbled, Line

VERSION = 3
MOST = 8192
MOST_PARTS = 8
CONFIRM, DISCONNECT, ERROR, DATA = 0xD0, 0x80, 0x70, 0xF0
LAST_PART = 0x80


class Disconnected(Garbled):
    """The transport refused the connection or ended it."""


class Tpkt(Packet):
    name = "TPKT"
    fields_desc = [  # noqa: RUF012 - scapy's way
        ByteField("version", VERSION),
        ByteField("reserved", 0),
        ShortField("length", None),
    ]

    def post_build(self, header: bytes, rest: bytes) -> bytes:
        return header[:2] + struct.pack("!H", len(header) + len(rest)) + rest


class CotpConnect(Packet):
    name = "COTP connection request"
    fields_desc = [  # noqa: RUF012
        ByteField("length", 17),
        XByteField("type", 0xE0),
        XShortField("destination", 0),
        XShortField("source", 1),
        XByteField("transport_class", 0),
        XByteField("size_code", 0xC0),
        ByteField("size_length", 1),
        ByteField("size", 10),  # 2 to the power of 10 bytes
        XByteField("calling_code", 0xC1),
        ByteField("calling_length", 2),
        XShortField("calling", 0x0100),
        XByteField("called_code", 0xC2),
        ByteField("called_length", 2),
        XShortField("called", 0x0102),
    ]


class CotpData(Packet):
    name = "COTP data"
    fields_desc = [  # noqa: RUF012
        ByteField("length", 2),
        XByteField("type", DATA),
        XByteField("part", LAST_PART),
    ]


def whole(so_far: bytes) -> int | None:
    """Framing of one TPKT: version 3, length 7 to 8,192 with its own header of four bytes."""
    if so_far and so_far[0] != VERSION:
        raise Garbled("the TPKT header does not start with version 3")
    if len(so_far) < 4:
        return None
    length = int.from_bytes(so_far[2:4], "big")
    if not 7 <= length <= MOST:
        raise Garbled(f"the TPKT header announces {length} bytes")
    return length


def connect(line: Line, called: int) -> None:
    """Opens the transport to the access point `called`. Raises Disconnected when it is refused."""
    reply = line.ask(bytes(Tpkt() / CotpConnect(called=called)), until=whole)
    _not_ended(reply)
    if reply[5] & 0xF0 != CONFIRM or reply[4] + 5 != len(reply) or len(reply) < 11:
        raise Garbled("the answer to the COTP connection request is no confirmation")


def exchange(line: Line, message: bytes) -> bytes:
    """Sends one message and gathers its answer from at most eight COTP data units."""
    reply = line.ask(bytes(Tpkt() / CotpData() / message), until=whole)
    gathered = b""
    for _ in range(MOST_PARTS):
        _not_ended(reply)
        if reply[4:6] != bytes((2, DATA)):
            raise Garbled("the answer is no COTP data unit")
        gathered += reply[7:]
        if reply[6] & LAST_PART:
            return gathered
        reply = line.hear(whole)
    raise Garbled(f"the answer has not ended after {MOST_PARTS} COTP data units")


def _not_ended(reply: bytes) -> None:
    if reply[5] & 0xF0 in {DISCONNECT, ERROR}:
        raise Disconnected("the COTP transport turned the connection down")
