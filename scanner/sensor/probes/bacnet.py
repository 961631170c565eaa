"""BACnet/IP: who a building controller says it is. One Who-Is to it alone, then five of its properties.

What is asked: unicast Who-Is; then vendor name, model name, firmware revision, application software version and
object name of the device object that answered: all five in one ReadPropertyMultiple where the device takes messages
long enough for the answer, and one at a time (ReadProperty) where it does not, or declines the other.
Sources: ASHRAE 135 clauses 16.10 (Who-Is, I-Am), 15.5 (ReadProperty), 15.7 (ReadPropertyMultiple), 20.1 (messages);
the same fields in Wireshark's bacapp dissector, a capture of a real controller, and bacpypes3's server. What the
messages are wrapped in, and how values are written, is in `bacnet_frames.py`.
"""

import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from scanner.evidence.building import BacnetDevice
from scanner.plugin import Closed, Garbled, Line, Silence, Udp, probe
from scanner.sensor.probes.bacnet_frames import (
    DEVICE,
    UNICAST,
    apdu_of,
    device,
    i_am,
    properties,
    text,
    values,
    whole,
)

WHO_IS = bytes.fromhex("810a0008 0100 1008")
READ_PROPERTY, READ_MULTIPLE = 12, 14
COMPLEX_ACK, DECLINED = 0x30, (0x50, 0x60, 0x70)  # error, reject, abort
ANY_INSTANCE = 4_194_303  # 4,194,303 stands for "whichever device this is" (12.11.1)
OBJECT_ID = 75
NAMES = {121: "vendor", 70: "model", 44: "firmware", 12: "software", 77: "name"}
MOST_STRAY = 3  # answers to others' questions that are passed over
ROOMY = 480  # bytes; a step of 20.1.2.5. Five names fit in it; below it they might not


class Declined(Exception):  # noqa: N818 - an answer, not a mistake
    """The device answered with an error, a reject or an abort."""


@probe(
    id="bacnet-device",
    title="Who a BACnet device says it is",
    protocol="bacnet",
    ports=[Udp(47808, source=47808)],
    gives=BacnetDevice,
    controller=True,
    order=5,
    touches=7,
    questions=7,
)
def bacnet_device(line: Line) -> BacnetDevice:
    """One Who-Is; the instance that answers is then asked for its names."""
    said = i_am(apdu_of(line.ask(WHO_IS, until=whole)))
    told = _names(Conversation(line, said.instance), at_once=said.longest >= ROOMY)
    return BacnetDevice(instance=said.instance, vendor_id=said.vendor, **told)


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
    """Numbered questions to one device object."""

    line: Line
    instance: int
    asked: int = 0

    def read(self, name: int) -> bytes:
        """The property's value as encoded; empty when the device declines to tell it."""
        with suppress(Declined):
            told = self._ask(READ_PROPERTY, bytes((0x19, name)))
            if told[:3] != bytes((0x19, name, 0x3E)) or told[-1] != 0x3F:
                raise Garbled("the answer holds another property")
            return told[3:-1]
        return b""

    def read_all(self, names: Iterable[int]) -> dict[int, bytes]:
        """Several properties' values as encoded, in one question; Declined where the device won't have that."""
        wanted = b"".join(bytes((0x09, name)) for name in names)
        return properties(self._ask(READ_MULTIPLE, b"\x1e" + wanted + b"\x1f"))

    def _ask(self, service: int, what: bytes) -> bytes:
        """What stands behind the device's name in the answer. Raises Declined, and Garbled for another answer."""
        self.asked += 1
        asked = struct.pack("!BI", 0x0C, DEVICE << 22 | self.instance) + what
        apdu = bytes((0, 5, self.asked, service)) + asked
        request = struct.pack("!BBHBB", 0x81, UNICAST, 6 + len(apdu), 1, 4) + apdu
        answer = self._answer(apdu_of(self.line.ask(request, until=whole)))
        if answer[0] & 0xF0 in DECLINED and answer[1:2] == bytes((self.asked,)):
            raise Declined
        if answer[:4] != bytes((COMPLEX_ACK, self.asked, service, 0x0C)) or len(answer) < 9:
            raise Garbled("the answer is to another question")
        device([(12, answer[4:8])])
        return answer[8:]

    def _answer(self, answer: bytes) -> bytes:
        """The first answer to our question: others' are passed over, but not for ever."""
        for _ in range(MOST_STRAY):
            if answer[0] & 0xF0 in {COMPLEX_ACK, *DECLINED} and answer[1:2] == bytes((self.asked,)):
                break
            answer = apdu_of(self.line.hear(whole))
        return answer


def _names(talk: Conversation, *, at_once: bool = False) -> dict[str, str]:
    """The five names. When one question is lost, no more are asked, and what was told stays told."""
    told: dict[str, str] = {}
    with suppress(Silence, Closed, Garbled):
        if at_once:
            with suppress(Declined):
                found = talk.read_all(NAMES)
                return {name: text(found.get(number, b"")) for number, name in NAMES.items()}
        for number, name in NAMES.items():
            told[name] = text(talk.read(number))
    return told
