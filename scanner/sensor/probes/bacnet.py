"""BACnet/IP: who a building controller says it is. One Who-Is to it alone, then five of its properties.

What is asked: unicast Who-Is; ReadProperty of vendor name, model name, firmware revision, application
software version and object name of the device object that answered, one at a time [S][L in the design].
Sources: ASHRAE 135 clauses 16.10 (Who-Is, I-Am), 15.5 (ReadProperty), 20.1 (messages); the same fields in
Wireshark's bacapp dissector, a capture of a real controller, and bacpypes3's server. What the messages are
wrapped in, and how values are written, is in `bacnet_frames.py`.
"""

import struct
from contextlib import suppress
from dataclasses import dataclass

from scanner.evidence.building import BacnetDevice
from scanner.plugin import Closed, Garbled, Line, Silence, Udp, probe
from scanner.sensor.probes.bacnet_frames import DEVICE, UNICAST, apdu_of, device, i_am, text, values, whole

WHO_IS = bytes.fromhex("810a0008 0100 1008")
READ_PROPERTY = 12
COMPLEX_ACK, DECLINED = 0x30, (0x50, 0x60, 0x70)  # error, reject, abort
ANY_INSTANCE = 4_194_303  # 4,194,303 stands for "whichever device this is" (12.11.1)
OBJECT_ID = 75
NAMES = {121: "vendor", 70: "model", 44: "firmware", 12: "software", 77: "name"}
MOST_STRAY = 3  # answers to others' questions that are passed over


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
    instance, vendor_id = i_am(apdu_of(line.ask(WHO_IS, until=whole)))
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
    instance = device(values(Conversation(line, ANY_INSTANCE).read(OBJECT_ID)))
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
        answer = apdu_of(self.line.ask(request, until=whole))
        for _ in range(MOST_STRAY):
            if answer[0] & 0xF0 in {COMPLEX_ACK, *DECLINED} and answer[1:2] == bytes((self.asked,)):
                break
            answer = apdu_of(self.line.hear(whole))
        return self._value(answer, name)

    def _value(self, answer: bytes, name: int) -> bytes:
        if answer[0] & 0xF0 in DECLINED and answer[1:2] == bytes((self.asked,)):
            return b""
        if answer[:3] != bytes((COMPLEX_ACK, self.asked, READ_PROPERTY)):
            raise Garbled("the answer to ReadProperty is another one")
        if answer[3:4] != b"\x0c" or answer[8:11] != bytes((0x19, name, 0x3E)) or answer[-1] != 0x3F:
            raise Garbled("the answer holds another property")
        device([(12, answer[4:8])])
        return answer[11:-1]


def _names(talk: Conversation) -> dict[str, str]:
    """The five names. When one question is lost, no more are asked, and what was told stays told."""
    told: dict[str, str] = {}
    with suppress(Silence, Closed, Garbled):
        for number, name in NAMES.items():
            told[name] = text(talk.read(number))
    return told
