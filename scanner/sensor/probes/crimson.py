"""Red Lion Crimson 3: maker and model of a panel or gateway. Only where enabled.

Asked: two frames of six bytes, register 0x012B (maker) and 0x012A (model). Returned: type 0x0300 with a
zero-ended text. All frames: length of the rest (two bytes), register, type, data, high byte first.

Sources: the nmap script cr3-fingerprint (both requests); the wireshark dissector cr3.lua of the project
cr3-wireshark (frame; type 0x0300 answers with the register asked); the scanner nerva, crimsonv3.
"""

from scanner.evidence.plcs import CrimsonIdentity
from scanner.framing import length_field
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

MAKER, MODEL = bytes.fromhex("0004 012b 1b00"), bytes.fromhex("0004 012a 1a00")
ANSWER = bytes.fromhex("0300")
DATA = 6
whole = length_field(0, 2, 2, most=262)


@probe(
    id="crimson-identity",
    title="Which Red Lion device it is",
    protocol="crimson",
    ports=[Tcp(789)],
    gives=CrimsonIdentity,
    controller=True,
    order=34,
    opt_in=True,
    questions=2,
)
def crimson_identity(line: Line) -> CrimsonIdentity:
    """Two questions on one connection; the second is a bonus."""
    vendor = _text(line, MAKER)
    if not vendor:
        raise Garbled("an answer without a maker")
    try:
        model = _text(line, MODEL)
    except (Garbled, Closed, Silence):
        model = ""
    return CrimsonIdentity(vendor=vendor, model=model)


def _text(line: Line, request: bytes) -> str:
    reply = line.ask(request, until=whole)
    if len(reply) < DATA or reply[2:4] != request[2:4] or reply[4:6] != ANSWER:
        raise Garbled("the answer is not one to our question")
    if reply[-1:] != b"\0" or not reply[DATA:-1].isascii():
        raise Garbled("the answer holds no text")
    return clean(reply[DATA:-1])
