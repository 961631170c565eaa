"""UMAS (Schneider Electric, Modbus function 0x5A): the CPU's model. Session 0, no reservation taken.

Asked: sub-function 0x02 once, on unit 255, and only where the Modbus identity named the maker. Returned:
the hardware's number and the model, whose length stands at byte 32.

Sources: Digital Bond's nmap script modicon-info (request; length at byte 32, text behind it); Apache
PLC4X, umas.mspec, UmasPDUPlcIdentResponse (fields before it, FE for "done" and FD for "refused").
"""

import struct

from scanner.evidence.plcs import UmasIdentity
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.modbus import whole
from scanner.sensor.probes.text import clean

UNIT, FUNCTION, READ_ID = 255, 0x5A, 2
DONE, REFUSED = 0xFE, 0xFD
NUMBER = 0x5655
REQUEST = struct.pack("!HHHBBBB", NUMBER, 0, 4, UNIT, FUNCTION, 0, READ_ID)
IDENT, LENGTH_AT = 12, 32


@probe(
    id="umas-identity",
    title="Which Schneider Electric CPU it is",
    protocol="umas",
    ports=[Tcp(502)],
    gives=UmasIdentity,
    controller=True,
    order=21,
    follows="modbus-identity",
    same_connection=True,
    when={"vendor": "schneider|telemecanique|modicon"},
    questions=1,
)
def umas_identity(line: Line) -> UmasIdentity:
    """One question, on the connection of the Modbus identity where that is still open."""
    reply = line.ask(REQUEST, until=whole)
    if int.from_bytes(reply[:2], "big") != NUMBER:
        raise Garbled("the transaction id in the header is not ours")
    if reply[7] == FUNCTION | 0x80 and len(reply) == 9:
        return UmasIdentity(exception=reply[8])
    if reply[7] != FUNCTION or len(reply) < 10 or reply[9] not in {DONE, REFUSED}:
        raise Garbled("the answer is no UMAS answer")
    if reply[9] == REFUSED:
        return UmasIdentity(exception=int.from_bytes(reply[10:12], "little"))
    return UmasIdentity(model=_model(reply), hardware_id=reply[IDENT : IDENT + 4][::-1].hex())


def _model(reply: bytes) -> str:
    begins = LENGTH_AT + 1
    if len(reply) < begins or len(reply) < begins + reply[LENGTH_AT]:
        raise Garbled("the CPU's model is cut")
    model = clean(reply[begins : begins + reply[LENGTH_AT]].rstrip(b"\0"))
    if not model:
        raise Garbled("an identity without a model")
    return model
