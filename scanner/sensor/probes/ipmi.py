"""IPMI: how one may log in to the controller that can switch a server on and off. One datagram, no session.

What is asked: Get Channel Authentication Capabilities, the first message of every IPMI tool, outside any session and
without a name or a password. Sources: IPMI specification 2.0, sections 13.1.3 and 13.6 (RMCP and session header),
13.8 (message and checksums), 22.13 (the command and its answer); Wireshark's ipmi dissector.
"""

from scanner.evidence.stores import IpmiController
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe

RMCP, NO_SESSION = bytes.fromhex("0600ff07"), bytes(9)
# To the controller (20), application (06 << 2), from a remote console (81), this channel (0E), as administrator (04).
MESSAGE = bytes.fromhex("2018c88100388e04b5")
QUESTION = RMCP + NO_SESSION + bytes((len(MESSAGE),)) + MESSAGE
ANSWER, COMMAND, DONE = 0x07 << 2, 0x38, 0
HEAD, LEAST, MOST = 14, 16, 64


@probe(
    id="ipmi", title="How one may log in to a server's remote management", protocol="ipmi", ports=[Udp(623)],
    gives=IpmiController, questions=1, order=58, office_only=True,
)  # fmt: skip
def ipmi(line: Line) -> IpmiController:
    """One question, one answer."""
    return read_capabilities(line.ask(QUESTION, until=anything))


def read_capabilities(reply: bytes) -> IpmiController:
    """The answer outside a session; Garbled for anything else."""
    if not reply.startswith(RMCP + NO_SESSION) or len(reply) < HEAD or reply[13] != len(reply) - HEAD:
        raise Garbled("the answer is no IPMI message outside a session")
    told = reply[HEAD:]
    if not LEAST <= len(told) <= MOST or told[1] >> 2 << 2 != ANSWER or told[5] != COMMAND or _sum(told[3:]):
        raise Garbled("the answer is none to our command")
    if told[6] != DONE:
        raise Garbled(f"the controller refused the command (code {told[6]:02x})")
    types, status = told[8], told[9]
    return IpmiController(
        version_2=bool(types & 0x80 and told[10] & 0x02),
        anonymous=bool(status & 0x01), null_users=bool(status & 0x02), no_password=bool(types & 0x01),
    )  # fmt: skip


def _sum(part: bytes) -> int:
    """Zero where the checksum at the end is right (section 13.8)."""
    return sum(part) & 0xFF
