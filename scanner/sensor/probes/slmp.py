"""Mitsubishi SLMP (MC protocol, 3E frame, binary): the CPU's model and its number. Only where enabled.

Asked: one frame of 15 bytes, command 0101/0000, on the UDP port that Q-series Ethernet modules open by
themselves. Elsewhere the port is the plant's own choice.

Sources: Mitsubishi "FX5 User's Manual (SLMP)", "Processor type read" (0101/0000; model 16 bytes filled
with blanks, model code two bytes, low byte first) and "Message format"; the Python library pymcprotocol,
`Type3E.read_cputype` (subheader 50 00 and D0 00, length at 7, end code at 9, model at 11, code at 27).
"""

from scanner.evidence.plcs import MelsecIdentity
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.melsec import NAME, framing, model

ROUTE = bytes.fromhex("00 ff ff03 00")  # own network, own station, its own CPU
REQUEST = b"\x50\0" + ROUTE + bytes.fromhex("0600 1000 0101 0000")  # answer within 16 × 250 ms
END_CODE, DATA = 9, 11


@probe(
    id="slmp-identity",
    title="Which Mitsubishi controller it is (SLMP)",
    protocol="slmp",
    ports=[Udp(5000)],
    gives=MelsecIdentity,
    controller=True,
    order=5,
    opt_in=True,
    questions=1,
)
def slmp_identity(line: Line) -> MelsecIdentity:
    """One datagram there, one back."""
    reply = line.ask(REQUEST, until=whole)
    if len(reply) < DATA:
        raise Garbled("the answer ends before its end code")
    if end_code := int.from_bytes(reply[END_CODE:DATA], "little"):
        return MelsecIdentity(frame="3e", end_code=end_code)
    if len(reply) != DATA + NAME + 2:
        raise Garbled("the answer holds no CPU model")
    code = int.from_bytes(reply[DATA + NAME :], "little")
    return MelsecIdentity(model=model(reply[DATA:]), code=f"{code:04x}", frame="3e")


whole = framing(b"\xd0\0" + ROUTE, 7)
