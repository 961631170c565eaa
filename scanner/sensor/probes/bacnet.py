"""BACnet/IP: who a building controller says it is. One Who-Is to it alone, then five of its properties.

What is asked: unicast Who-Is; ReadProperty of vendor name, model name, firmware revision, application
software version and object name of the device object that answered, one at a time [S][L in the design].
Sources: ASHRAE 135 clauses 16.10 (Who-Is, I-Am), 15.5 (ReadProperty), 20.1 and 20.2 (encoding), 6.2
(network layer), annex J.2 (BVLC); the same fields in Wireshark's bvlc, bacnet and bacapp dissectors,
a capture of a real controller, and bacpypes3's server.
"""

import struct
from dataclasses import dataclass

from scanner.evidence.building import BacnetDevice
from scanner.plugin import Closed, Garbled, Line, Silence, Udp, probe
from scanner.sensor.probes.text import clean

UNICAST, BROADCAST, FORWARDED = 0x0A, 0x0B, 0x04
WHO_IS = bytes.fromhex("810a0008 0100 1008")
I_AM, READ_PROPERTY = bytes((0x10, 0)), 12
COMPLEX_ACK, DECLINED = 0x30, (0x50, 0x60, 0x70)  # error, reject, abort
DEVICE, ANY_INSTANCE = 8, 4_194_303  # 4,194,303 stands for "whichever device this is" (12.11.1)
OBJECT_ID = 75
NAMES = {121: "vendor", 70: "model", 44: "firmware", 12: "software", 77: "name"}
MOST_STRAY = 3  # answers to others' questions that are passed over
CHARACTERS = {0: "utf-8", 3: "utf-32-be", 4: "utf-16-be", 5: "latin-1"}  # 20.2.9


@probe(
    id="bacnet-device",
    title="Who a BACnet device says it is",
    protocol="bacnet",
    ports=[Udp(47808, source=47808)],
    gives=BacnetDevice,
    controller=True,
    order=5,
    touches=6,
    questions=6,
)
def bacnet_device(line: Line) -> BacnetDevice:
    """One Who-Is; the instance that answers is then asked for its names."""
    instance, vendor_id = _i_am(_apdu(line.ask(WHO_IS, until=whole)))
    return BacnetDevice(instance=instance, vendor_id=vendor_id, **_names(Conversation(line, instance)))


@probe(
    id="bacnet-device-direct",
    title="Who a BACnet device says it is, without Who-Is",
    protocol="bacnet",
    ports=[Udp(47808, source=47808)],
    gives=BacnetDevice,
    controller=True,
    order=6,
    opt_in=True,
    touches=6,
    questions=6,
)
def bacnet_device_direct(line: Line) -> BacnetDevice:
    """For devices that answer a Who-Is to all and not to us: asks for the instance itself."""
    told = Conversation(line, ANY_INSTANCE).read(OBJECT_ID)
    if len(told) != 5 or told[0] != 0xC4:
        raise Garbled("the device did not tell its number")
    instance = _device(told[1:])
    return BacnetDevice(instance=instance, **_names(Conversation(line, instance, asked=1)))


@dataclass
class Conversation:
    """Numbered ReadProperty requests to one device object."""

    line: Line
    instance: int
    asked: int = 0

    def read(self, name: int) -> bytes:
        """The property's value as encoded; empty when the device declines to tell it."""
        self.asked += 1
        asked = struct.pack("!BIBB", 0x0C, DEVICE << 22 | self.instance, 0x19, name)
        apdu = bytes((0, 5, self.asked, READ_PROPERTY)) + asked
        request = struct.pack("!BBHBB", 0x81, UNICAST, 6 + len(apdu), 1, 4) + apdu
        answer = _apdu(self.line.ask(request, until=whole))
        for _ in range(MOST_STRAY):
            if answer[0] & 0xF0 in {COMPLEX_ACK, *DECLINED} and answer[1:2] == bytes((self.asked,)):
                break
            answer = _apdu(self.line.hear(whole))
        return self._value(answer, name)

    def _value(self, answer: bytes, name: int) -> bytes:
        if answer[0] & 0xF0 in DECLINED and answer[1:2] == bytes((self.asked,)):
            return b""
        if answer[:3] != bytes((COMPLEX_ACK, self.asked, READ_PROPERTY)):
            raise Garbled("the answer to ReadProperty is another one")
        if answer[3:4] != b"\x0c" or answer[8:11] != bytes((0x19, name, 0x3E)) or answer[-1] != 0x3F:
            raise Garbled("the answer holds another property")
        _device(answer[4:8])
        return answer[11:-1]


def whole(so_far: bytes) -> int | None:
    """Framing: 0x81, a function that carries a message, and the length of the whole at 2."""
    if so_far[:1] != b"\x81":
        raise Garbled("the answer is not BACnet/IP")
    if so_far[1:2] not in {b"", bytes((UNICAST,)), bytes((BROADCAST,)), bytes((FORWARDED,))}:
        raise Garbled(f"the answer is of BACnet/IP function 0x{so_far[1]:02x}")
    if len(so_far) < 4:
        return None
    length = int.from_bytes(so_far[2:4], "big")
    if not 8 <= length <= 1600:
        raise Garbled(f"the BACnet/IP header announces {length} bytes")
    return length


def _apdu(message: bytes) -> bytes:
    """What the network layer carries (6.2.2). Raises Garbled when it was sent from behind a router."""
    at = 10 if message[1] == FORWARDED else 4
    version, control = message[at : at + 1], int.from_bytes(message[at + 1 : at + 2], "big")
    at += 2
    if version != b"\x01" or control & 0x80:
        raise Garbled("the network layer carries no application message")
    if control & 0x08:
        raise Garbled("the answer comes from a device behind this one")
    if control & 0x20:
        at += 4 + int.from_bytes(message[at + 2 : at + 3], "big")
    if at + 2 > len(message):
        raise Garbled("the message ends in its network layer")
    return message[at:]


def _device(encoded: bytes) -> int:
    number = int.from_bytes(encoded, "big")
    if len(encoded) != 4 or number >> 22 != DEVICE:
        raise Garbled("the answer names no device object")
    return number & ANY_INSTANCE


def _i_am(apdu: bytes) -> tuple[int, int]:
    """Instance and vendor id: device, longest message, segmentation, vendor, each with its tag (16.10.3)."""
    if apdu[:3] != I_AM + b"\xc4":
        raise Garbled("the answer to Who-Is is no I-Am")
    instance, rest = _device(apdu[3:7]), apdu[7:]
    for tag in (2, 9):
        _, rest = _number(rest, tag)
    vendor, rest = _number(rest, 2)
    if rest:
        raise Garbled("the I-Am is longer than its fields")
    return instance, vendor


def _number(encoded: bytes, tag: int) -> tuple[int, bytes]:
    """An unsigned or enumerated number of one to four bytes, and what follows it (20.2.4, 20.2.11)."""
    size = int.from_bytes(encoded[:1], "big") & 7
    if encoded[:1] != bytes((tag << 4 | size,)) or not 1 <= size <= 4 or len(encoded) <= size:
        raise Garbled("the I-Am holds another field than it should")
    return int.from_bytes(encoded[1 : 1 + size], "big"), encoded[1 + size :]


def _names(talk: Conversation) -> dict[str, str]:
    """The five names. When one question is lost, no more are asked, and what was told stays told."""
    told: dict[str, str] = {}
    try:
        for number, name in NAMES.items():
            told[name] = _text(talk.read(number))
    except (Silence, Closed, Garbled):
        pass
    return told


def _text(value: bytes) -> str:
    """A character string (20.2.9): tag 7, its length (in the tag, or in the byte behind it), its character set."""
    start = 2 if value[:1] == b"\x75" else 1
    size = value[1] if value[:1] == b"\x75" and len(value) > 1 else int.from_bytes(value[:1], "big") & 7
    text = value[start:]
    if not value or value[0] & 0xF8 != 0x70 or not text or size != len(text) or size > 253:
        return ""
    coding = CHARACTERS.get(text[0])
    return clean(text[1:].decode(coding, "replace").encode()) if coding else ""
