"""Modbus/TCP: who a controller says it is (function 0x2B/0x0E, else 0x11). Never process data.

Sources: MODBUS Application Protocol V1.1b3 (6.13 report server id, 6.21 read device identification,
7 exceptions) and Messaging on TCP/IP V1.0b (3.1.3 header); the same fields in the mbtcp dissector.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from scapy.contrib.modbus import (
    ModbusADURequest,
    ModbusPDU2B0EReadDeviceIdentificationRequest,
    ModbusPDU11ReportSlaveIdRequest,
)

from scanner.evidence.controllers import ModbusIdentity
from scanner.plugin import Closed, Garbled, Line, Silence, Tcp, probe
from scanner.sensor.probes.text import clean

UNIT = 255  # the device itself, not a serial line behind it (Messaging on TCP/IP, 4.4.2.1)
IDENTIFY, REPORT, IDENTIFICATION = 0x2B, 0x11, 0x0E
BASIC, REGULAR = 1, 2
ILLEGAL_FUNCTION = 1
MOST_REQUESTS = 4
NAMES = {0: "vendor", 1: "product", 2: "version", 4: "product_name", 5: "model"}
WORDS = re.compile(rb"[\x20-\x7e]{4,}")


class Declined(Exception):  # noqa: N818 - an answer, not a mistake
    """The server answered with an exception; the argument is its code."""


LOST = (Declined, Garbled, Closed, Silence)


@dataclass
class Conversation:
    """The requests of one probe on one connection, counted; and what was told so far."""

    line: Line
    asked: int = 0
    unit: int = UNIT
    objects: dict[int, bytes] = field(default_factory=dict)

    def ask(self, pdu: object) -> bytes:
        """The answer's PDU. Raises Declined for an exception reply, Garbled for a wrong header."""
        self.asked += 1
        request = bytes(ModbusADURequest(transId=self.asked, unitId=UNIT) / pdu)
        reply = self.line.ask(request, until=whole)
        self.unit = reply[6]  # some servers answer with a number of their own
        return _pdu(reply, self.asked, request[7])

    def read(self, code: int) -> int:
        """Reads the objects of one category, page after page; returns the conformity level."""
        level, following = self._page(code, 0)
        with suppress(*LOST):  # what was told before stays told
            while following and self.asked < MOST_REQUESTS:
                _, following = self._page(code, following)
        return level

    def _page(self, code: int, start: int) -> tuple[int, int]:
        request = ModbusPDU2B0EReadDeviceIdentificationRequest(readCode=code, objectId=start)
        level, following, objects = _page(self.ask(request))
        self.objects |= objects
        # A page that leads backwards would go on for ever.
        return level, following if following > start else 0


@probe(
    id="modbus-identity",
    title="Who a Modbus device says it is",
    protocol="modbus",
    ports=[Tcp(502)],
    gives=ModbusIdentity,
    controller=True,
    order=6,
    questions=MOST_REQUESTS,
)
def modbus_identity(line: Line) -> ModbusIdentity:
    """At most four requests on one connection. `unit` is the one that answered."""
    talk = Conversation(line)
    try:
        level = talk.read(BASIC)
    except Declined as declined:
        return _declined(talk, declined.args[0])
    if level & 0x7F >= REGULAR and talk.asked < MOST_REQUESTS:
        with suppress(*LOST):  # name and model are a bonus
            talk.read(REGULAR)
    return ModbusIdentity(unit=talk.unit, **{NAMES[key]: clean(value) for key, value in talk.objects.items()})


def whole(so_far: bytes) -> int | None:
    """Framing: header of 7 bytes, whose protocol id is 0 and whose length is 3 to 254 (unit and PDU)."""
    if any(so_far[2:4]):
        raise Garbled("the protocol id in the header is not Modbus")
    if len(so_far) < 6:
        return None
    length = int.from_bytes(so_far[4:6], "big")
    if not 3 <= length <= 254:
        raise Garbled(f"the header announces {length} bytes")
    return 6 + length


def _pdu(reply: bytes, number: int, function: int) -> bytes:
    if int.from_bytes(reply[:2], "big") != number:
        raise Garbled("the transaction id in the header is not ours")
    pdu = reply[7:]
    if pdu[0] == function | 0x80 and len(pdu) == 2:
        raise Declined(pdu[1])
    if pdu[0] != function:
        raise Garbled(f"function 0x{pdu[0]:02x} was not asked")
    return pdu


def _page(pdu: bytes) -> tuple[int, int, dict[int, bytes]]:
    """(conformity level, next object or 0, {object: value}) of one 0x2B/0x0E reply.

    Cut here by hand: scapy nests one layer in another for each object, which a hostile reply
    makes 120 deep, and does not say when the last one is cut.
    """
    if len(pdu) < 7 or pdu[1] != IDENTIFICATION or pdu[2] not in {BASIC, REGULAR}:
        raise Garbled("the reply is no device identification")
    level, more, following, count = pdu[3:7]
    if more not in {0x00, 0xFF}:
        raise Garbled("'more follows' is neither 00 nor FF")
    objects, rest = dict[int, bytes](), pdu[7:]
    for number in range(count):
        if len(rest) < 2 or len(rest) < 2 + rest[1]:
            raise Garbled(f"object {number + 1} of {count} is cut")
        objects[rest[0]], rest = rest[2 : 2 + rest[1]], rest[2 + rest[1] :]
    return level, following if more else 0, {key: value for key, value in objects.items() if key in NAMES}


def _declined(talk: Conversation, code: int) -> ModbusIdentity:
    """An exception is an answer; only a server that does not know 0x2B is asked for its server id."""
    words = _reported(talk) if code == ILLEGAL_FUNCTION else b""
    if words:
        return ModbusIdentity(unit=talk.unit, product_name=clean(words))
    return ModbusIdentity(unit=talk.unit, exception=code)


def _reported(talk: Conversation) -> bytes:
    """Function 0x11. Its data are the maker's own: only plain words in them are kept."""
    with suppress(*LOST):
        pdu = talk.ask(ModbusPDU11ReportSlaveIdRequest())
        if len(pdu) >= 2 and len(pdu) == 2 + pdu[1]:
            return b" ".join(WORDS.findall(pdu[2:]))
    return b""
