"""BACnet/IP: what its messages are wrapped in, and how they write values; for the probe and for listening.

Sources: ASHRAE 135 clauses 6.2 (network layer), 15.7 (ReadPropertyMultiple), 16.10 (I-Am), 20.2 (encoding), annex J.2
(BVLC); the same fields in Wireshark's bvlc, bacnet and bacapp dissectors.
"""

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from scanner.plugin import Garbled
from scanner.sensor.probes.text import clean

UNICAST, BROADCAST, FORWARDED = 0x0A, 0x0B, 0x04
I_AM = bytes((0x10, 0))
DEVICE = 8
UNSIGNED, TEXT, ENUMERATED, OBJECT = 2, 7, 9, 12  # application tags (20.2.1.4)
# Context tags in the answer to ReadPropertyMultiple (15.7.3.1): list, property, its index, its value, its error.
LIST, LIST_END, PROPERTY, INDEX, VALUE, VALUE_END = 0x1E, 0x1F, 0x29, 0x39, 0x4E, 0x4F
ERROR, ERROR_END = 0x5E, 0x5F
CHARACTERS = {0: "utf-8", 3: "utf-32-be", 4: "utf-16-be", 5: "latin-1"}  # 20.2.9


def whole(
    so_far: bytes, functions: Container[int] = (UNICAST, BROADCAST, FORWARDED), least: int = 8
) -> int | None:
    """Framing: 0x81, one of `functions` (else those that carry a message), and the length of the whole at 2."""
    if so_far[:1] != b"\x81":
        raise Garbled("the answer is not BACnet/IP")
    if so_far[1:2] and so_far[1] not in functions:
        raise Garbled(f"the answer is of BACnet/IP function 0x{so_far[1]:02x}")
    if len(so_far) < 4:
        return None
    length = int.from_bytes(so_far[2:4], "big")
    if not least <= length <= 1600:
        raise Garbled(f"the BACnet/IP header announces {length} bytes")
    return length


def apdu_of(message: bytes) -> bytes:
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


class IAm(NamedTuple):
    """What a device says of itself in an I-Am. `longest`: bytes of the longest message that it takes."""

    instance: int
    vendor: int
    longest: int


def values(encoded: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of each application-tagged value (20.2.1). Raises Garbled for another kind, or a cut one."""
    return list(_values(encoded))


def _values(encoded: bytes) -> Iterator[tuple[int, bytes]]:
    while encoded:
        start, end = _content(encoded)
        yield encoded[0] >> 4, encoded[start:end]
        encoded = encoded[end:]


def _content(encoded: bytes) -> tuple[int, int]:
    """Where the content of the first value begins and ends."""
    size, start = encoded[0] & 7, 1
    if size == 5 and len(encoded) > 1:  # the length stands in a byte of its own
        size, start = encoded[1], 2
    if encoded[0] & 8 or size > 253 or start + size > len(encoded):
        raise Garbled("a value is cut, or is none of BACnet's own kinds")
    return start, start + size


def properties(encoded: bytes) -> dict[int, bytes]:
    """The properties of one object in an answer to ReadPropertyMultiple: number and value as encoded.

    Empty for one that the device declines to tell; the first of a kind counts. Raises Garbled for another form.
    """
    if len(encoded) < 2 or encoded[0] != LIST or encoded[-1] != LIST_END:
        raise Garbled("the answer holds no list of properties")
    found: dict[int, bytes] = {}
    rest = encoded[1:-1]
    while rest:
        number, value, rest = _property(rest)
        found.setdefault(number, value)
    return found


def _property(rest: bytes) -> tuple[int, bytes, bytes]:
    """Number and value of the first property, and what follows it."""
    at = 4 if rest[2:3] == bytes((INDEX,)) else 2
    opens, closes = rest[at : at + 1], {VALUE: VALUE_END, ERROR: ERROR_END}
    if len(rest) <= at or rest[0] != PROPERTY or opens[0] not in closes:
        raise Garbled("a property of the answer is cut, or of another form")
    end = at + 1
    while rest[end : end + 1] != bytes((closes[opens[0]],)):
        if end >= len(rest):
            raise Garbled("a property of the answer has no end")
        end += _content(rest[end:])[1]
    return rest[1], rest[at + 1 : end] if opens[0] == VALUE else b"", rest[end + 1 :]


def device(told: Sequence[tuple[int, bytes]]) -> int:
    """The instance of the device object that is the one value. Raises Garbled for anything else."""
    number = int.from_bytes(told[0][1], "big") if told else 0
    if len(told) != 1 or told[0][0] != OBJECT or len(told[0][1]) != 4 or number >> 22 != DEVICE:
        raise Garbled("the answer names no device object")
    return number & 0x3FFFFF


def i_am(apdu: bytes) -> IAm:
    """Reads an I-Am: device, longest message, segmentation, vendor (16.10.3)."""
    if apdu[:2] != I_AM:
        raise Garbled("the answer to Who-Is is no I-Am")
    told = values(apdu[2:])
    if [tag for tag, _ in told] != [OBJECT, UNSIGNED, ENUMERATED, UNSIGNED]:
        raise Garbled("the I-Am holds other fields than it should")
    if not all(1 <= len(value) <= 4 for _, value in told):
        raise Garbled("a field of the I-Am is of another size than it should")
    return IAm(device(told[:1]), int.from_bytes(told[3][1], "big"), int.from_bytes(told[1][1], "big"))


def text(encoded: bytes) -> str:
    """A character string (20.2.9), its character set before it; empty for anything else."""
    with suppress(Garbled):
        told = values(encoded)
        if [tag for tag, _ in told] == [TEXT] and told[0][1][:1]:
            coding = CHARACTERS.get(told[0][1][0])
            return clean(told[0][1][1:].decode(coding, "replace").encode()) if coding else ""
    return ""
