"""Tank gauges: whether one answers, and which place it names. One report is read; what is in the tanks is dropped.

What is asked: I20100, the in-tank inventory report in display format [K in the design].
Second sources: Veeder-Root's serial interface manual for TLS-300 and TLS-350 (576013-635), chapters 5
(command), 6.2 (display format: SOH, text, ETX) and 7 (I201, and 9999 for a command it does not know);
Rapid7's atg_client module and conpot's guardian_ast server, which know the same command.
"""

import re

from scanner.evidence.building import TankGauge
from scanner.plugin import Garbled, Line, Tcp, probe
from scanner.sensor.probes.text import clean

COMMAND = b"\x01I20100\n"
START, END, ECHO = 0x01, b"\x03", b"I20100"
UNKNOWN = b"9999FF1B"
MOST, MOST_TANKS = 8192, 99
REPORT = b"IN-TANK INVENTORY"
TANK = re.compile(rb"^ {0,3}([0-9]{1,2}) {1,4}\S", re.MULTILINE)


@probe(
    id="tank-gauge",
    title="Whether a tank gauge answers strangers",
    protocol="atg",
    ports=[Tcp(10001)],
    gives=TankGauge,
    controller=True,
    order=38,
    opt_in=True,
    questions=1,
)
def tank_gauge(line: Line) -> TankGauge:
    """One report. Only where it is allowed by name: other devices have other things at this port."""
    reply = line.ask(COMMAND, until=_whole)
    text = reply[1:-1].replace(b"\r", b"").lstrip(b"\n")
    if text.startswith(UNKNOWN):
        raise Garbled("the tank gauge does not know this report")
    if not text.startswith(ECHO):
        raise Garbled("the answer is no tank gauge's report")
    heading, found, table = text.partition(REPORT)
    tanks = set(TANK.findall(table)) if found else set()
    return TankGauge(station=_station(heading), tanks=min(len(tanks), MOST_TANKS))


def _whole(so_far: bytes) -> int | None:
    """Framing: from SOH to ETX, at most 8 KiB."""
    if so_far[:1] and so_far[0] != START:
        raise Garbled("what answers on this port is no tank gauge")
    end = so_far.find(END, 0, MOST)
    if end < 0 and len(so_far) >= MOST:
        raise Garbled(f"no end of the report in {MOST} bytes")
    return end + 1 if end >= 0 else None


def _station(heading: bytes) -> str:
    """What stands below the command's echo and the date: the lines that the owner set."""
    lines = [line.strip() for line in heading.split(b"\n") if line.strip()]
    return clean(b", ".join(lines[2:6]), 120)
