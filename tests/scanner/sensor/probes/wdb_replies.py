"""Answers of WDB agents: a real one's to a connect (public data of a study of open UDP services), and a ping's."""

from dataclasses import dataclass
from typing import Any

from scanner.plugin import Probe
from scanner.sensor.probes.wdb import vxworks_wdb

# VxWorks 5.4.2 on a "Telogy Networks GG30E Reference Board"; its number made ours, which the sum leaves out.
CONNECTED = b"VGL1" + bytes.fromhex(
    "0000000100000000000000000000000000000000ffffd74d000000b00000000000000004322e3000000005dc0000000100000001"
    "0000000d5678576f726b73352e342e3200000000000000290000000000000000ffffffff000004d20000002654656c6f6779204e"
    "6574776f726b73204747333045205265666572656e636520426f6172640000000000000a686f73743a66696c6500000094000000"
    "039000000000000000000000950208a80028df75"
)
# The same head, no data: a ping gives none (wdbCntctLib.c). Sum worked out by hand as nmap's wdb-version.nse does.
PONG = b"VGL1" + bytes.fromhex("0000000100000000000000000000000000000000ffffffde0000002000000000")


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies to it."""

    probe: Probe[Any]
    replies: list[bytes]


DIALOGUES = [Dialogue(vxworks_wdb, [PONG]), Dialogue(vxworks_wdb, [CONNECTED])]
