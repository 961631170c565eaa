"""DNP3: whether an outstation answers at one link address. One link frame; no application message.

What is asked: "request link status" (control 0xC9) to link address 1, the usual first one, from 1024 [S in
the design]. Sources: IEEE 1815 9.2.4 (link header, functions) and annex E (check code); request and answer
in a capture of a real outstation; Wireshark's dnp3 dissector.
"""

from scanner.evidence.building import GridPresence
from scanner.plugin import Garbled, Line, Tcp, probe

SYNC, REQUEST_STATUS, LINK_STATUS = b"\x05\x64", 0xC9, 11
OUTSTATION, MASTER = 1, 1024
HEADER, BLOCK = 10, 16
MOST_OTHERS = 3


@probe(
    id="dnp3-presence",
    title="Whether an outstation answers (DNP3)",
    protocol="dnp3",
    ports=[Tcp(20000)],
    gives=GridPresence,
    controller=True,
    order=36,
    opt_in=True,
    questions=1,
)
def dnp3_presence(line: Line) -> GridPresence:
    """One question. Frames that the outstation sends of its own are passed over, three at most."""
    reply = line.ask(link_status(OUTSTATION, MASTER), until=whole)
    for _ in range(MOST_OTHERS):
        if _answers(reply):
            return GridPresence(protocol="dnp3", address=OUTSTATION)
        reply = line.hear(whole)
    raise Garbled("the outstation did not tell its link status")


def link_status(outstation: int, master: int) -> bytes:
    """The frame: start, length of what is checked, control, both addresses (little-endian), check code."""
    addresses = outstation.to_bytes(2, "little") + master.to_bytes(2, "little")
    header = SYNC + bytes((5, REQUEST_STATUS)) + addresses
    return header + check_code(header)


def check_code(block: bytes) -> bytes:
    """CRC of a block: polynomial 0x3D65, bits reversed, inverted at the end, low byte first."""
    crc = 0
    for byte in block:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA6BC if crc & 1 else 0)
    return (crc ^ 0xFFFF).to_bytes(2, "little")


def whole(so_far: bytes) -> int | None:
    """Framing: the header of ten bytes, then blocks of sixteen bytes of data, each with its check code."""
    if not SYNC.startswith(so_far[:2]):
        raise Garbled("what answers on this port is not DNP3")
    if len(so_far) < 3:
        return None
    data = so_far[2] - 5
    if data < 0:
        raise Garbled(f"the link header announces {so_far[2]} bytes")
    return HEADER + data + 2 * -(-data // BLOCK)


def _answers(frame: bytes) -> bool:
    """Whether it is the link status that we asked for. Raises Garbled for a wrong check code."""
    if check_code(frame[:8]) != frame[8:10]:
        raise Garbled("the check code of the link header is wrong")
    addresses = MASTER.to_bytes(2, "little") + OUTSTATION.to_bytes(2, "little")
    # A secondary station's answer: the bit 0x40 (primary) is not set.
    return frame[2] == 5 and frame[3] & 0x4F == LINK_STATUS and frame[4:8] == addresses
