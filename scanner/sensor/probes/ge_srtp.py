"""GE SRTP: which controller it is (service 0x43, controller type and id). Only where enabled.

Asked: a frame of 56 zeros, which opens the conversation, and one mailbox frame of 56 bytes. Returned: a
mailbox frame with a text buffer of 40 bytes: id, major and minor type, name of the program.

Sources: "Leveraging the SRTP protocol..." (DFRWS USA 2017), tables 1, 2 and 4, and ICSNPP's parser
ge_srtp.spicy (both frames; length of the text buffer at 4, low byte first; status at 42); GE GFK-0529C,
chapter 6, "Return Controller Type and ID Information" and table 6-17 (the buffer); the Python library
ge-ethernet-SRTP, `initConnection` (the zeros, and 01 as the first byte of their answer).
"""

from scanner.evidence.plcs import SrtpIdentity
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.fields import zero_ended

FRAME = 56
OPEN = bytes(FRAME)
OPENED, ANSWERS = 1, 3
DONE, DONE_WITH_TEXT, DECLINED = 0xD4, 0x94, 0xD1
TEXT, TYPE_AT, PROGRAM_AT, ID = 56, 8, 12, 8  # within the frame, within the text; length of both texts
MOST_TEXT = 1024
FAMILIES = {0x10: "Series 90-30"}
NUMBER = 2
ASK = bytes(
    {0: 2, 2: NUMBER, 9: 1, 17: 1, 30: NUMBER, 31: 0xC0, 36: 0x10, 37: 0x0E, 40: 1, 41: 1, 42: 0x43}.get(
        at, 0
    )
    for at in range(FRAME)
)


@probe(
    id="srtp-identity",
    title="Which GE controller it is",
    protocol="ge-srtp",
    ports=[Tcp(18245)],
    gives=SrtpIdentity,
    controller=True,
    order=35,
    opt_in=True,
    questions=2,
)
def srtp_identity(line: Line) -> SrtpIdentity:
    """Two questions on one connection."""
    line.ask(OPEN, until=_opened)
    reply = line.ask(ASK, until=whole)
    if reply[31] == DECLINED:
        return SrtpIdentity(error=reply[42] or reply[43] or 1)
    text = reply[TEXT:]
    if reply[31] not in {DONE, DONE_WITH_TEXT} or len(text) < PROGRAM_AT + ID:
        raise Garbled("the answer holds no controller type")
    major, minor = text[TYPE_AT], text[TYPE_AT + 1]
    return SrtpIdentity(
        controller_id=zero_ended(text, 0, ID), family=FAMILIES.get(major, ""), major_type=major,
        minor_type=minor, program=zero_ended(text, PROGRAM_AT, ID),
    )  # fmt: skip


def _opened(so_far: bytes) -> int:
    if so_far[0] != OPENED or any(so_far[2:4]):
        raise Garbled("the answer to the opening does not start with 01")
    return FRAME


def whole(so_far: bytes) -> int | None:
    """Framing: 56 bytes and the text buffer behind them."""
    if so_far[0] != ANSWERS or (len(so_far) > 2 and so_far[2] != NUMBER):
        raise Garbled("the answer is not one to our mailbox message")
    if len(so_far) < 6:
        return None
    text = int.from_bytes(so_far[4:6], "little")
    if text > MOST_TEXT:
        raise Garbled(f"the header announces {text} bytes of text")
    return FRAME + text
