"""HART-IP: which field device or gateway it is. A session is opened, command 0 is asked, the session is closed.

What is asked: initiate (message 0), the token-passing frame of command 0 "read unique identifier"
(message 3), close (message 1).
Sources: FieldComm HCF_SPEC-085 (HART-IP header and sessions), HCF_SPEC-127 6.1 (command 0); the same
three messages of a real gateway in a capture, over UDP and TCP; Wireshark's hart_ip dissector.
"""

from functools import reduce
from operator import xor

from scanner.evidence.building import HartDevice
from scanner.plugin import Closed, Garbled, Impact, Line, Refused, Silence, Tcp, Udp, probe

VERSION, HEADER = 1, 8
INITIATE, CLOSE, PASS = 0, 1, 3
PRIMARY, PATIENCE = 1, 10_000  # kind of master; milliseconds after which the device forgets us
COMMAND_0 = bytes.fromhex("0200000002")  # start of a short frame, address, command, no data, check byte
ANSWER, MOST = b"\x06", 512
EXPANDED, REVISION_7 = 254, 7
SHORTEST, SHORTEST_7 = 12, 22  # bytes of data, by revision of the universal commands


@probe(
    id="hart-identity-udp",
    title="Which HART device it is",
    protocol="hart-ip",
    ports=[Udp(5094)],
    gives=HartDevice,
    impact=Impact.HANDSHAKE,
    controller=True,
    order=32,
    touches=3,
    questions=3,
)
def hart_identity_udp(line: Line) -> HartDevice:
    """Three datagrams; only the first where nobody answers it."""
    return _identity(line)


@probe(
    id="hart-identity",
    title="Which HART device it is",
    protocol="hart-ip",
    ports=[Tcp(5094)],
    gives=HartDevice,
    impact=Impact.HANDSHAKE,
    controller=True,
    order=33,
    opt_in=True,
    questions=3,
)
def hart_identity(line: Line) -> HartDevice:
    """The same three messages on one connection."""
    return _identity(line)


def whole(so_far: bytes) -> int | None:
    """Framing: version 1, kind 1 (response), and the length of the whole at 6."""
    if so_far[:1] != b"\x01" or so_far[1:2] not in {b"", b"\x01"}:
        raise Garbled("the answer is no HART-IP response")
    if len(so_far) < HEADER:
        return None
    length = int.from_bytes(so_far[6:8], "big")
    if not HEADER <= length <= MOST:
        raise Garbled(f"the HART-IP header announces {length} bytes")
    return length


def _identity(line: Line) -> HartDevice:
    opened = _ask(line, INITIATE, 1, bytes((PRIMARY,)) + PATIENCE.to_bytes(4, "big"))
    try:
        if len(opened) != 5:
            raise Garbled("the session's confirmation is of another length")
        return _described(_ask(line, PASS, 2, COMMAND_0))
    finally:
        _farewell(line)


def _message(kind: int, number: int, body: bytes = b"") -> bytes:
    return bytes((VERSION, 0, kind, 0, 0, number)) + (HEADER + len(body)).to_bytes(2, "big") + body


def _ask(line: Line, kind: int, number: int, body: bytes) -> bytes:
    """The body of the answer. Raises Garbled for another answer or one with an error in its header."""
    reply = line.ask(_message(kind, number, body), until=whole)
    if reply[2] != kind or reply[4:6] != bytes((0, number)):
        raise Garbled("the answer belongs to another HART-IP message")
    if reply[3]:
        raise Garbled(f"the device refused with status {reply[3]}")
    return reply[HEADER:]


def _farewell(line: Line) -> None:
    try:
        line.say(_message(CLOSE, 3))
    except (Silence, Closed, Refused):
        return  # the session ends by itself after its inactivity time


def _described(frame: bytes) -> HartDevice:
    """Delimiter, address, command, count, two bytes of status, data, check byte (HCF_SPEC-081)."""
    if frame[:1] != ANSWER or frame[2:3] != b"\0" or len(frame) < 4:
        raise Garbled("the answer is none to HART command 0")
    end = 4 + frame[3]
    if len(frame) != end + 1 or reduce(xor, frame):
        raise Garbled("the HART frame's count or check byte is wrong")
    data = frame[6:end]
    if len(data) < SHORTEST or data[0] != EXPANDED or frame[4]:
        raise Garbled("the HART device does not tell its identifier")
    recent = data[4] >= REVISION_7
    if recent and len(data) < SHORTEST_7:
        raise Garbled("the identifier is shorter than its revision demands")
    return HartDevice(
        manufacturer_id=int.from_bytes(data[17:19], "big") if recent else data[1],
        device_type=int.from_bytes(data[1:3], "big") if recent else data[2],
        universal_revision=data[4],
        device_revision=data[5],
        software_revision=data[6],
        device_id=data[9:12].hex(),
    )
