"""TFTP: whether files are handed out without any login. One request to read a file that can't exist.

Sources: RFC 1350, section 5 (read request, opcode 1; data 3; error 5, with a code and a text) and section 4 (the
answer comes from a port of its own, chosen at random); RFC 2347 (option acknowledgement, which nobody asked for).
Nothing is acknowledged, so nothing is transferred: a server that sends data all the same gives up by itself.
"""

import struct

from scanner.evidence.files import TftpServer
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

READ, DATA, ERROR = 1, 3, 5
REQUEST = struct.pack(">H", READ) + b"vaglio-asks-only-whether-tftp-answers\0octet\0"
LARGEST = 516  # a data packet without options: four bytes and one block
LAST_CODE = 8  # RFC 1350, appendix I, and RFC 2347


@probe(
    id="tftp", title="Whether TFTP answers", protocol="tftp", ports=[Udp(69, elsewhere=True)], gives=TftpServer,
    questions=1, order=61, office_only=True,
)  # fmt: skip
def tftp(line: Line) -> TftpServer:
    """One read request, one answer."""
    return read_answer(line.ask(REQUEST, until=anything))


def read_answer(reply: bytes) -> TftpServer:
    """Error, or the first block of data; Garbled for anything else."""
    if not 4 <= len(reply) <= LARGEST:
        raise Garbled(f"a TFTP answer of {len(reply)} bytes")
    kind, number = struct.unpack_from(">HH", reply)
    if kind == DATA and number == 1:
        return TftpServer()
    if kind != ERROR or number > LAST_CODE or not reply.endswith(b"\0"):
        raise Garbled(f"no TFTP answer to a read request: opcode {kind}")
    return TftpServer(code=number, text=clean(reply[4:-1]))
