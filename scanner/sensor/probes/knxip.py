"""KNXnet/IP: who a KNX gateway or router says it is. One description request; no connection is opened.

What is asked: DESCRIPTION_REQUEST (0x0203) whose answer goes to where the question came from.
Sources: KNX system specifications 03_08_02 Core, 7.6.3 and 7.6.4 (request, response), 7.5.1 (HPAI),
7.5.4 (description blocks); field and value names of Wireshark's knxip dissector; knxd's server.
"""

from collections.abc import Iterator

from scanner.evidence.building import KnxDevice
from scanner.framing import length_field
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

REQUEST = bytes.fromhex("06100203000e 0801 00000000 0000")
ANSWER = bytes.fromhex("06100204")
HEADER, DEVICE_LENGTH, MOST_BLOCKS = 6, 54, 16
DEVICE, FAMILIES, SECURED = 1, 2, 6
MEDIA = {1: "TP0", 2: "TP1", 4: "PL110", 8: "PL132", 16: "RF", 32: "IP"}
SERVICES = {
    2: "core", 3: "device management", 4: "tunnelling", 5: "routing", 6: "remote logging",
    7: "remote configuration", 8: "object server", 9: "security",
}  # fmt: skip


@probe(
    id="knx-description",
    title="Who a KNX gateway says it is",
    protocol="knxip",
    ports=[Udp(3671)],
    gives=KnxDevice,
    controller=True,
    order=5,
    questions=1,
)
def knx_description(line: Line) -> KnxDevice:
    """One question. An address of zeros asks for the answer on this very path."""
    reply = line.ask(REQUEST, until=length_field(at=4, size=2, plus=0, most=1500))
    if reply[:4] != ANSWER:
        raise Garbled("the answer is no KNXnet/IP description")
    blocks = dict(reversed(list(_blocks(reply[HEADER:]))))  # of two of a kind, the first
    device = blocks.get(DEVICE, b"")
    if len(device) != DEVICE_LENGTH - 2:
        raise Garbled("the description holds no device")
    return KnxDevice(
        name=clean(device[22:52].partition(b"\0")[0].decode("latin-1").encode()),
        serial=device[6:12].hex() if any(device[6:12]) else "",
        mac=device[16:22].hex(":") if any(device[16:22]) else "",
        address=f"{device[2] >> 4}.{device[2] & 15}.{device[3]}",
        medium=MEDIA.get(device[0], ""),
        services=_families(blocks.get(FAMILIES, b"")),
        secured=_families(blocks.get(SECURED, b"")),
    )


def _blocks(rest: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each description block: its whole length and its kind, a byte each, in front."""
    for _ in range(MOST_BLOCKS):
        if not rest:
            return
        length = rest[0]
        if length < 2 or length > len(rest):
            raise Garbled("a description block is cut")
        yield rest[1], rest[2:length]
        rest = rest[length:]


def _families(block: bytes) -> tuple[str, ...]:
    """Names of service families; each stands before its version. A number without a name stays a number."""
    names = (SERVICES.get(number, f"family {number}") for number in block[: len(block) // 2 * 2 : 2])
    return tuple(dict.fromkeys(names))
