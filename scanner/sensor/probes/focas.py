"""Fanuc FOCAS: which CNC it is. A session is opened, asked for its system information, and closed.

Sources: the design's row (document); pyfanuc by diohpix, pyfanuc.py and README.md (header, packet
types 0x0101/0x0102, 0x2101/0x2102, 0x0201/0x0202, sysinfo as CNC function 00 01 00 18 with its eighteen
bytes); HslCommunication, FanucSeries0i.cs (the same three requests byte for byte); fwlib32.h, struct
ODBSYS (names and sizes of those eighteen bytes). Control 2 of the opening asks for the channel that
answers functions; control 1, for programs, is never asked for.
"""

import struct
from contextlib import suppress

from scanner.evidence.machines import FanucCnc
from scanner.plugin import Closed, Garbled, Impact, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

SYNC, HEADER, MOST = b"\xa0\xa0\xa0\xa0", 10, 4096
OPEN, OPENED = 0x0101, 0x0102
ASK, TOLD, ASKED_WRONG = 0x2101, 0x2102, 0x2103
CLOSE = 0x0201
SYSTEM_INFO = struct.pack(">HHH", 1, 1, 0x18)  # the CNC, not its PMC; function 1/0x18
TOLD_HEAD = 16  # bytes of one answer before its data: length, function, status, data length
LOST = (Closed, Silence, Garbled)


def packet(kind: int, content: bytes = b"") -> bytes:
    """One packet: sync, version 1, type, length of what follows."""
    return SYNC + struct.pack(">HHH", 1, kind, len(content)) + content


OPEN_REQUEST = packet(OPEN, b"\x00\x02")
INFO_REQUEST = packet(ASK, struct.pack(">HH", 1, 2 + len(SYSTEM_INFO) + 20) + SYSTEM_INFO + bytes(20))
CLOSE_REQUEST = packet(CLOSE)


def whole(so_far: bytes) -> int | None:
    """Framing: ten bytes, the last two of which say how much follows; at most 4,096 in all."""
    if so_far[:4] != SYNC[: len(so_far)]:
        raise Garbled("the answer does not start like a FOCAS packet")
    if len(so_far) < HEADER:
        return None
    total = HEADER + int.from_bytes(so_far[8:10], "big")
    if total > MOST:
        raise Garbled(f"the header announces {total} bytes")
    return total


def _kind(reply: bytes) -> int:
    return int.from_bytes(reply[6:8], "big")


@probe(
    id="focas", title="Which CNC a Fanuc control is", protocol="focas", ports=[Tcp(8193)], gives=FanucCnc,
    impact=Impact.HANDSHAKE, controller=True, questions=3, order=12,
)  # fmt: skip
def focas(line: Line) -> FanucCnc:
    """Open, one question, close. A control has few sessions to give, so ours is closed in any case."""
    if _kind(line.ask(OPEN_REQUEST, whole)) != OPENED:
        raise Garbled("the answer to the opening is none")
    try:
        return _system(line)
    finally:
        with suppress(*LOST):
            line.ask(CLOSE_REQUEST, whole)


def _system(line: Line) -> FanucCnc:
    try:
        reply = line.ask(INFO_REQUEST, whole)
    except (Closed, Silence):
        return FanucCnc()  # the opening has told that it speaks FOCAS
    if _kind(reply) == ASKED_WRONG:
        return FanucCnc()
    if _kind(reply) != TOLD:
        raise Garbled("the answer is of another kind than the question")
    return read_system(reply[HEADER:])


def read_system(content: bytes) -> FanucCnc:
    """The one answer in a packet; Garbled where its lengths or its function do not fit."""
    if len(content) < 2 + 8 or content[:2] != b"\x00\x01":
        raise Garbled("the packet does not hold one answer")
    answer = content[2:]
    if int.from_bytes(answer[:2], "big") != len(answer) or answer[2:8] != SYSTEM_INFO:
        raise Garbled("the answer is cut, or belongs to another question")
    if any(answer[8:14]):
        return FanucCnc()  # an error code instead of an answer
    data = answer[TOLD_HEAD:]
    if len(data) < 18 or int.from_bytes(answer[14:16], "big") != len(data):
        raise Garbled("the system information is cut")
    return _told(data)


def _told(data: bytes) -> FanucCnc:
    """ODBSYS: additional information, most axes, then kinds and versions as text."""
    _, most_axes, *raw = struct.unpack_from(">HH2s2s4s4s2s", data)
    if any(not 0x20 <= byte <= 0x7E for text in raw for byte in text.rstrip(b"\0")):
        raise Garbled("the system information holds no text where text belongs")
    cnc, machine, series, version, axes = (clean(text.rstrip(b"\0")) for text in raw)
    return FanucCnc(
        product=f"Series {cnc}" if cnc else "", cnc_type=cnc, machine_type=machine, series=series,
        version=version, axes=axes, most_axes=most_axes,
    )  # fmt: skip
