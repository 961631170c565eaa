"""IEC 60870-5-104: whether a remote terminal unit answers. One test frame; no data transfer is started.

What is asked: TESTFR act; TESTFR con is awaited [L in the design].
Sources: IEC 60870-5-104 5.1 (APCI) and 5.2 (test procedures); both frames in a capture of a real session;
Wireshark's iec60870_104 dissector; c104's server.
"""

from scanner.evidence.building import GridPresence
from scanner.framing import length_field
from scanner.plugin import Framing, Garbled, Line, Tcp, probe

TEST, CONFIRMED = bytes.fromhex("680443000000"), bytes.fromhex("680483000000")
START, MOST = 0x68, 255
MOST_OTHERS = 3


@probe(
    id="iec104-presence",
    title="Whether a remote terminal unit answers (IEC 60870-5-104)",
    protocol="iec104",
    ports=[Tcp(2404)],
    gives=GridPresence,
    controller=True,
    order=35,
    opt_in=True,
    questions=1,
)
def iec104_presence(line: Line) -> GridPresence:
    """One question. Frames that the unit sends of its own are passed over, three at most."""
    reply = line.ask(TEST, until=_whole())
    for _ in range(MOST_OTHERS):
        if reply == CONFIRMED:
            break
        reply = line.hear(_whole())
    if reply != CONFIRMED:
        raise Garbled("the test frame was not confirmed")
    return GridPresence(protocol="iec-104")


def _whole() -> Framing:
    """Framing: 0x68, and the length of what follows the first two bytes, 4 to 253."""
    counted = length_field(at=1, size=1, plus=2, most=MOST)

    def whole(so_far: bytes) -> int | None:
        if so_far[:1] != bytes((START,)):
            raise Garbled("what answers on this port is not IEC 60870-5-104")
        length = counted(so_far)
        if length is not None and length < 6:
            raise Garbled(f"the frame announces {length} bytes")
        return length

    return whole
