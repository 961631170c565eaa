"""Omron FINS over UDP: which controller it is (command 0501, controller data read). Nothing else.

Asked: one datagram of 13 bytes. Returned: model and version, 20 bytes each, of a reply that has no
length of its own.

Sources: Omron W342 "Communications Commands" (header; command 05 01; end codes, pages 155 to 161 of E1-15);
Wireshark's packet-omron-fins.c (fields omron.command, omron.controller.model and .version); the capture
of a CP1L's answer, whose request these bytes repeat.
"""

from scanner.evidence.plcs import FinsIdentity
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.fields import zero_ended

RESPONSE = 0x40  # in the first byte, ICF
OUR_NODE, COMMAND = 0x63, bytes.fromhex("0501")
SERVICE_ID = 0x56
HEADER, CODES, NAME = 10, 14, 20  # bytes: up to the command, up to the data, of each text
REQUEST = bytes((0x80, 0, 2, 0, 0, 0, 0, OUR_NODE, 0, SERVICE_ID)) + COMMAND + b"\0"


@probe(
    id="fins-identity",
    title="Which Omron controller it is",
    protocol="fins",
    ports=[Udp(9600)],
    gives=FinsIdentity,
    controller=True,
    order=5,
    questions=1,
)
def fins_identity(line: Line) -> FinsIdentity:
    """One datagram there, one back."""
    reply = line.ask(REQUEST, until=whole)
    node, end_code = reply[7], _end_code(reply)
    if end_code:
        return FinsIdentity(node=node, end_code=end_code)
    model, version = zero_ended(reply, CODES, NAME), zero_ended(reply, CODES + NAME, NAME)
    if not model:
        raise Garbled("controller data without a model")
    return FinsIdentity(model=model, version=version, node=node)


def whole(so_far: bytes) -> int | None:
    """Framing: header, command, end code; behind them model and version if the controller told them."""
    _check(so_far)
    if len(so_far) < CODES:
        return None
    return CODES if _end_code(so_far) else CODES + 2 * NAME


def _check(so_far: bytes) -> None:
    """It must be the response (ICF) to our node, of our service id and command."""
    ours = ((0, 0x40, RESPONSE), (4, 0xFF, OUR_NODE), (9, 0xFF, SERVICE_ID), (10, 0xFF, 5), (11, 0xFF, 1))
    for at, mask, value in ours:
        if len(so_far) > at and so_far[at] & mask != value:
            raise Garbled(f"byte {at} is not that of an answer to our request")


def _end_code(reply: bytes) -> int:
    """Without the three flags for "relayed" and "the controller has an error" (W342, end codes)."""
    return int.from_bytes(reply[12:14], "big") & 0x7F3F
