"""Moxa serial servers and gateways: the search of their configuration tool, asked of one device.

What is asked: function 0x01, eight bytes, no device named [S in the design]. Second source: the protocol
notes of the public project "nport-scan" (M. Davidsaver), written from an NPort 5110A on the wire, and
Nager.UdpDeviceDiscovery, which sends the same eight bytes.
"""

from ipaddress import IPv4Address

from scanner.evidence.building import MoxaDevice
from scanner.framing import length_field
from scanner.plugin import Garbled, Line, Udp, probe

SEARCH, FOUND = bytes.fromhex("0100000800000000"), 0x81
LENGTH = 24  # header 8, application 4, model 2, MAC 6, address 4
OUI = bytes.fromhex("0090e8")


@probe(
    id="moxa-search",
    title="Whether it is a Moxa serial server, and which",
    protocol="moxa",
    ports=[Udp(4800)],
    gives=MoxaDevice,
    controller=True,
    order=8,
    questions=1,
)
def moxa_search(line: Line) -> MoxaDevice:
    """One question; the answer holds the device's MAC, model number and own address."""
    reply = line.ask(SEARCH, until=length_field(at=2, size=2, plus=0, most=1500))
    if reply[0] != FOUND or reply[1] or len(reply) != LENGTH or reply[4:8] != SEARCH[4:]:
        raise Garbled("the answer is none to a Moxa search")
    if reply[14:17] != OUI:
        raise Garbled("the answer holds another maker's MAC address")
    own = IPv4Address(reply[20:24])
    return MoxaDevice(
        mac=reply[14:20].hex(":"),
        model_id=f"{int.from_bytes(reply[12:14], 'little'):04x}",
        own_address=str(own) if int(own) else "",
    )
