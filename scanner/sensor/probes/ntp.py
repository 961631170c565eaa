"""NTP: whether a machine gives the time, and what time it is there. One datagram of a client, one answer.

Sources: RFC 5905, section 7.3 (leap indicator, version, mode, stratum; transmit timestamp in the last eight bytes) and
section 6 (seconds since 1900, 32 bits of fraction; era 1 begins on 7 February 2036); RFC 4330, section 5 (what a simple
client fills in: all but the first byte and its own transmit timestamp is zero; a server returns the latter as origin).
"""

import struct
from datetime import UTC, datetime, timedelta

from scanner.evidence.clocks import TimeServer
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe

SIZE = 48
CLIENT_OF_VERSION_3 = b"\x1b"  # old devices answer it too
OURS = b"vaglio\0\1"  # stands for our own time, which is nobody's business
REQUEST = CLIENT_OF_VERSION_3 + bytes(SIZE - 1 - len(OURS)) + OURS
SERVER, ALARM, LAST_STRATUM = 4, 3, 15
START, ERA = datetime(1900, 1, 1, tzinfo=UTC), 2**32
HALF = 2**31


@probe(
    id="ntp", title="What time a time server has", protocol="ntp", ports=[Udp(123)], gives=TimeServer, questions=1,
    order=63, office_only=True,
)  # fmt: skip
def ntp(line: Line) -> TimeServer:
    """One question, one answer."""
    return read_time(line.ask(REQUEST, until=anything))


def read_time(reply: bytes) -> TimeServer:
    """A server's answer to our request; Garbled for anything else."""
    if len(reply) < SIZE or reply[0] & 0x07 != SERVER or reply[24:32] != OURS:
        raise Garbled("no NTP answer to our question")
    leap, stratum = reply[0] >> 6, reply[1]
    synchronised = leap != ALARM and 1 <= stratum <= LAST_STRATUM
    return TimeServer(stratum=stratum, synchronised=synchronised, date=_clock(reply[40:48]))


def _clock(stamp: bytes) -> datetime | None:
    """The moment of a timestamp; None for zero, which means unknown."""
    seconds, fraction = struct.unpack(">II", stamp)
    if not seconds:
        return None
    era = 0 if seconds >= HALF else ERA
    return START + timedelta(seconds=era + seconds, microseconds=fraction * 1_000_000 // 2**32)
