"""VxWorks WDB: whether the debugger's agent answers. One ping; no session is opened, nothing is read.

What is asked: WDB_TARGET_PING, procedure 0, which takes nothing, gives nothing and changes nothing. Connecting (1)
would throw another debugger out and take its breakpoints away, so it is never sent.
Sources: RFC 5531, section 9 (call and reply; a procedure 0); Wind River's wdb.h and wdbCntctLib.c (numbers of the
procedures, what each does, error codes); nmap's wdb-version.nse (program, version, the 16-bit check sum over all
but the first word, size without that word); a real agent's answer to a connect, whose sum and size agree with both.
"""

import struct

from scanner.evidence.machines import WdbAgent
from scanner.plugin import Garbled, Line, Udp, probe

NUMBER = b"VGL1"
PROGRAM, VERSION, PING = 0x5555_5555, 1, 0
HEAD = struct.Struct(
    ">4s5I"
)  # number, reply, accepted, kind and size of the verifier, state of the acceptance
WRAPPER = struct.Struct(">HHII")  # marker, check sum, size, the agent's own code of an error
MARKED = 0xFFFF
SMALLEST, LARGEST = HEAD.size + WRAPPER.size, 1500


def check_sum(message: bytes) -> int:
    """Over all 16-bit words behind the number; the place of the sum itself counts as zero."""
    total = sum(int.from_bytes(message[at : at + 2], "big") for at in range(4, len(message), 2))
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def _call(procedure: int) -> bytes:
    """A call without a login and without parameters."""
    head = NUMBER + struct.pack(">5I", 0, 2, PROGRAM, VERSION, procedure) + bytes(16)
    tail = struct.pack(">II", len(head) + 8, 1)
    return head + struct.pack(">HH", MARKED, check_sum(head + bytes(4) + tail)) + tail


REQUEST = _call(PING)


@probe(
    id="vxworks-wdb", title="Whether the debugger of VxWorks answers", protocol="wdb", ports=[Udp(17185)],
    gives=WdbAgent, questions=1, order=36, opt_in=True,
)  # fmt: skip
def vxworks_wdb(line: Line) -> WdbAgent:
    """One datagram. An answer that refuses the program comes from something else."""
    check_answer(line.ask(REQUEST, until=whole))
    return WdbAgent()


def whole(so_far: bytes) -> int | None:
    """A datagram; Garbled where it can be no answer to us."""
    if not SMALLEST <= len(so_far) <= LARGEST:
        raise Garbled(f"an answer of {len(so_far)} bytes is none of this debugger")
    return len(so_far)


def check_answer(reply: bytes) -> None:
    """Raises Garbled unless it is an agent's answer to us, by the size and the sum that it sends along."""
    number, kind, accepted, _, verifier, state = HEAD.unpack_from(reply)
    if (number, kind, accepted) != (NUMBER, 1, 0):
        raise Garbled("the answer belongs to another call, or denies it")
    if verifier or state:
        raise Garbled(f"the service does not know the debugger (state {state})")
    marker, told, size, _ = WRAPPER.unpack_from(reply, HEAD.size)
    if size != len(reply) - 4 or marker != MARKED:
        raise Garbled("the answer is another one than a debugger's")
    if told != check_sum(reply[: HEAD.size] + bytes(4) + reply[HEAD.size + 4 :]):
        raise Garbled("the check sum of the answer is wrong")
