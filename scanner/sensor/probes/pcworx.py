"""PC Worx (Phoenix Contact): type, order number and firmware. Opens a session; only where enabled.

Asked: three messages, in which the first names us and the others bear the session's number (byte 17 of
the first answer). Returned: zero-ended texts at 30, 66, 79, 91 and 152 of the third answer.

Sources: nmap's script pcworx-info and Digital Bond's of the same name (requests, places of the texts);
the scanner nerva, pkg/plugins/services/pcworx (the same). In each request bytes 2 and 3 are the length of
the whole message; the answers, which start with 81, are read by the same rule.
"""

from scanner.evidence.plcs import PcworxIdentity
from scanner.plugin import Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.fields import zero_ended

HELLO = bytes.fromhex("0101001a0000000078800003000c") + b"IBETH01N0_M\0"
SESSION_AT = 17
MODEL, VERSION, DATE, TIME, ORDER = (30, 36), (66, 13), (79, 12), (91, 61), (152, 32)
SHORTEST, MOST = 4, 1024


@probe(
    id="pcworx-identity",
    title="Which Phoenix Contact controller it is",
    protocol="pcworx",
    ports=[Tcp(1962)],
    gives=PcworxIdentity,
    impact=Impact.HANDSHAKE,
    controller=True,
    order=25,
    opt_in=True,
    questions=3,
)
def pcworx_identity(line: Line) -> PcworxIdentity:
    """Three questions on one connection."""
    opened = line.ask(HELLO, until=whole)
    if len(opened) <= SESSION_AT:
        raise Garbled("the answer to the opening has no session number")
    session = opened[SESSION_AT]
    line.ask(attach(session), until=whole)
    told = line.ask(inform(session), until=whole)
    model, order_number = (zero_ended(told, *place) for place in (MODEL, ORDER))
    if not model:
        raise Garbled("the answer names no controller")
    built = f"{zero_ended(told, *DATE)} {zero_ended(told, *TIME)}".strip()
    return PcworxIdentity(
        model=model, order_number=order_number, version=zero_ended(told, *VERSION), built=built
    )


def attach(session: int) -> bytes:
    """The second message."""
    return bytes.fromhex("0105001600010000788000") + bytes((session,)) + bytes.fromhex("00000006000402950000")


def inform(session: int) -> bytes:
    """The third message: the controller's description."""
    return bytes.fromhex("0106000e00020000000000") + bytes((session, 4, 0))


def whole(so_far: bytes) -> int | None:
    """Framing: starts with 81; bytes 2 and 3 are the length of the whole message."""
    if so_far[0] != 0x81:
        raise Garbled("the answer does not start with 81")
    if len(so_far) < SHORTEST:
        return None
    total = int.from_bytes(so_far[2:4], "big")
    if not SHORTEST <= total <= MOST:
        raise Garbled(f"the header announces {total} bytes")
    return total
