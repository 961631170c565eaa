"""Lantronix device servers: which firmware runs on it. One query, which returns no setting and no password.

What is asked: 0xF6, query for firmware version. Second source for it: the maker's own XPress-DR and UDS-10
user guides, chapter 8.1 "UDP Datagrams" (0xF7: 16 bytes of the firmware image with the software type at 4
and the checksum at 14, then 4 bytes of device information); the MAC behind them as in the public nmap
library `lantronix77feh`.
"""

from scanner.evidence.building import LantronixDevice
from scanner.framing import anything
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

QUERY, INFORMATION = bytes.fromhex("000000f6"), bytes.fromhex("000000f7")
IMAGE, SHORTEST, LONGEST = 4, 24, 64
MAC_AT = 24
OUIS = (bytes.fromhex("00204a"), bytes.fromhex("0080a3"))


@probe(
    id="lantronix-firmware",
    title="Whether it is a Lantronix device server",
    protocol="lantronix",
    ports=[Udp(30718)],
    gives=LantronixDevice,
    controller=True,
    order=8,
    questions=1,
)
def lantronix_firmware(line: Line) -> LantronixDevice:
    """One question. The query for settings (0xF8) is never sent: its answer holds a password."""
    reply = line.ask(QUERY, until=anything)
    if reply[:4] != INFORMATION or not SHORTEST <= len(reply) <= LONGEST:
        raise Garbled("the answer is no Lantronix firmware information")
    image, mac = reply[IMAGE:], reply[MAC_AT : MAC_AT + 6]
    return LantronixDevice(
        firmware_type=clean(image[4:6]) if image[4:6].isalnum() else "",
        checksum=image[14:16].hex(),
        mac=mac.hex(":") if mac.startswith(OUIS) and len(mac) == 6 else "",
    )
