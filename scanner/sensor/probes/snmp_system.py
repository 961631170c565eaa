"""SNMP: sysDescr and sysObjectID, where a stranger's community opens them. One GET, no walk.

Sources: RFC 3416, section 3 (GetRequest and Response), RFC 1901, section 3 (the message of version 2c),
RFC 3418, section 2 (the two objects). The community is a guess, so the probe is asked for by name only,
and only in the office; version 3 discovery, which needs no guess, is the probe `snmp`.
"""

from scanner.evidence.machines import SnmpSystem
from scanner.plugin import Garbled, Impact, Line, Udp, probe
from scanner.sensor.probes.snmp import INTEGER, OCTETS, SEQUENCE, Reader, message_end
from scanner.sensor.probes.text import clean

COMMUNITY = b"public"
VERSION_2C, REQUEST_ID = 1, 0x5661
NULL, OBJECT, GET, RESPONSE = 0x05, 0x06, 0xA0, 0xA2
DESCRIPTION = bytes.fromhex("2b06010201010100")  # 1.3.6.1.2.1.1.1.0
OBJECT_ID = bytes.fromhex("2b06010201010200")  # 1.3.6.1.2.1.1.2.0
NOT_THERE = (b"\x80", b"\x81", b"\x82")  # noSuchObject, noSuchInstance, endOfMibView
MOST_ARCS = 64


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def question() -> bytes:
    """The one message that is ever sent."""
    wanted = [_tlv(SEQUENCE, _tlv(OBJECT, name) + bytes((NULL, 0))) for name in (DESCRIPTION, OBJECT_ID)]
    number = _tlv(INTEGER, REQUEST_ID.to_bytes(2, "big"))
    zero = _tlv(INTEGER, b"\0")
    get = _tlv(GET, number + zero + zero + _tlv(SEQUENCE, b"".join(wanted)))
    return _tlv(SEQUENCE, _tlv(INTEGER, bytes((VERSION_2C,))) + _tlv(OCTETS, COMMUNITY) + get)


def read_response(message: bytes) -> SnmpSystem:
    """The response to our request; Garbled for anything else, and for an error that it tells."""
    whole = Reader(Reader(message).take(SEQUENCE))
    if whole.number() != VERSION_2C or whole.take(OCTETS) != COMMUNITY:
        raise Garbled("the answer is of another version or community")
    pdu = Reader(whole.take(RESPONSE))
    if pdu.number() != REQUEST_ID:
        raise Garbled("the answer belongs to another request")
    if error := pdu.number():
        raise Garbled(f"the agent answers with error {error}")
    pdu.number()
    bounds = Reader(pdu.take(SEQUENCE))
    described, identified = _value(bounds, DESCRIPTION, OCTETS), _value(bounds, OBJECT_ID, OBJECT)
    return SnmpSystem(
        description=clean(described), object_id=_dotted(identified), community=COMMUNITY.decode()
    )


def _value(bounds: Reader, name: bytes, tag: int) -> bytes:
    """The value of the next binding; nothing where the agent says that it has none."""
    content = bounds.take(SEQUENCE)
    binding = Reader(content)
    if binding.take(OBJECT) != name:
        raise Garbled("the answer tells another object")
    return b"" if content[2 + len(name) : 3 + len(name)] in NOT_THERE else binding.take(tag)


def _dotted(raw: bytes) -> str:
    """1.3.6.1.4.1.… (X.690, section 8.19); empty where it is malformed."""
    if not raw or raw[-1] & 0x80:
        return ""
    arcs, value = [], 0
    for byte in raw:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if len(arcs) > MOST_ARCS or any(arc >= 2**32 for arc in arcs):
        return ""
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


@probe(
    id="snmp-system", title="What a device says to the community public", protocol="snmp-system",
    ports=[Udp(161)], gives=SnmpSystem, impact=Impact.GUESS, questions=1, order=61, opt_in=True, office_only=True,
)  # fmt: skip
def snmp_system(line: Line) -> SnmpSystem:
    """One GET of two objects. Silence is what a well-kept agent answers."""
    return read_response(line.ask(question(), message_end))
