"""SNMPv3 engine discovery: who the agent is, without community or user.

Scapy's SNMP layer ends at version 2, so request and answer are BER written and read here.
"""

from scanner.evidence.management import SnmpEngine
from scanner.plugin import Garbled, Line, Udp, probe

INTEGER, OCTETS, SEQUENCE, GET, REPORT = 0x02, 0x04, 0x30, 0xA0, 0xA8
MESSAGE_ID, MOST_SIZE, REPORTABLE, USM = 0x5661, 65_507, 4, 3
MOST_BYTES = 1500
# IANA private enterprise numbers, as published there.
MAKERS = {
    9: "Cisco", 11: "HP", 171: "D-Link", 207: "Allied Telesis", 248: "Hirschmann", 253: "Xerox",
    311: "Microsoft", 318: "APC", 367: "Ricoh", 476: "Vertiv", 534: "Eaton", 641: "Lexmark", 674: "Dell",
    850: "Tripp Lite", 890: "Zyxel", 1248: "Epson", 1347: "Kyocera", 1588: "Brocade", 1602: "Canon",
    1916: "Extreme Networks", 2011: "Huawei", 2435: "Brother", 2636: "Juniper", 3375: "F5",
    3833: "Schneider Electric", 4196: "Siemens", 4329: "Siemens", 4346: "Phoenix Contact", 4413: "Broadcom",
    6486: "Alcatel-Lucent Enterprise", 6574: "Synology", 6876: "VMware", 8072: "Net-SNMP", 8691: "Moxa",
    10456: "Planet", 11256: "Stormshield", 11863: "TP-Link", 12356: "Fortinet", 13576: "WAGO",
    14988: "MikroTik", 21317: "ATEN", 24681: "QNAP", 25053: "Ruckus", 25506: "H3C", 30065: "Arista",
    41112: "Ubiquiti",
}  # fmt: skip


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def _integer(value: int) -> bytes:
    return _tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def discovery() -> bytes:
    """A noAuthNoPriv GET of nothing with an empty engine id (RFC 3412, section 6; RFC 3414, section 4)."""
    flags = _tlv(OCTETS, bytes((REPORTABLE,)))
    head = _tlv(SEQUENCE, _integer(MESSAGE_ID) + _integer(MOST_SIZE) + flags + _integer(USM))
    empty = _tlv(OCTETS, b"")
    security = _tlv(OCTETS, _tlv(SEQUENCE, empty + _integer(0) + _integer(0) + empty * 3))
    get = _tlv(GET, _integer(MESSAGE_ID) + _integer(0) + _integer(0) + _tlv(SEQUENCE, b""))
    return _tlv(SEQUENCE, _integer(3) + head + security + _tlv(SEQUENCE, empty * 2 + get))


def message_end(so_far: bytes) -> int | None:
    """The whole outermost sequence (X.690, section 8.1.3); Garbled where it is none, or too long."""
    if so_far[:1] != bytes((SEQUENCE,)) or so_far[1:2] == b"\x80":
        raise Garbled("the answer is no BER sequence of a told length")
    more = so_far[1] & 0x7F if so_far[1:2] >= b"\x80" else 0
    if len(so_far) < 2 + more:
        return None
    size = int.from_bytes(so_far[2 : 2 + more], "big") if more else so_far[1]
    if more > 3 or size > MOST_BYTES:
        raise Garbled(f"a report of {size} bytes")
    return 2 + more + size


class Reader:
    """Reads one BER value after another; raises Garbled where one is not what it has to be."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, tag: int) -> bytes:
        """The content of the next value, whose tag must be `tag` (X.690, section 8.1)."""
        content, at = self._content, self._at
        if len(content) < at + 2 or content[at] != tag:
            raise Garbled(f"no value with the tag 0x{tag:02X} at byte {at}")
        size, at = content[at + 1], at + 2
        if size & 0x80:
            more = size & 0x7F
            if not 1 <= more <= 3:
                raise Garbled(f"a length of {more} bytes at byte {at}")
            size, at = int.from_bytes(content[at : at + more], "big"), at + more
        if at + size > len(content):
            raise Garbled(f"the value at byte {at} is longer than its message")
        self._at = at + size
        return content[at : at + size]

    def next_tag(self) -> int:
        """The tag of the next value; -1 where there is none."""
        return self._content[self._at] if self._at < len(self._content) else -1

    def number(self) -> int:
        """A number that is not negative and fits 31 bits, as all in an SNMPv3 header do."""
        content = self.take(INTEGER)
        value = int.from_bytes(content, "big", signed=True)
        if not 1 <= len(content) <= 5 or not 0 <= value < 2**31:
            raise Garbled("a number out of its range")
        return value


def read_report(message: bytes) -> SnmpEngine:
    """The engine that a REPORT names (RFC 3414, section 2.4); Garbled for anything else."""
    whole = Reader(Reader(message).take(SEQUENCE))
    if whole.number() != 3:
        raise Garbled("the answer is not SNMP version 3")
    if Reader(whole.take(SEQUENCE)).number() != MESSAGE_ID:
        raise Garbled("the answer belongs to another message")
    security = Reader(Reader(whole.take(OCTETS)).take(SEQUENCE))
    engine, boots, up_seconds = security.take(OCTETS), security.number(), security.number()
    scoped = Reader(whole.take(SEQUENCE))
    for tag in (OCTETS, OCTETS, REPORT):
        scoped.take(tag)
    return _engine(engine, boots, up_seconds)


def _engine(engine: bytes, boots: int, up_seconds: int) -> SnmpEngine:
    """The first four bytes hold the maker's enterprise number (RFC 3411, section 5, SnmpEngineID)."""
    if not 5 <= len(engine) <= 32 or engine in (bytes(len(engine)), b"\xff" * len(engine)):
        raise Garbled("the engine id is malformed")
    enterprise = int.from_bytes(engine[:4], "big") & 0x7FFF_FFFF
    maker = MAKERS.get(enterprise, "")
    return SnmpEngine(
        engine_id=engine.hex(), enterprise=enterprise, maker=maker, boots=boots, up_seconds=up_seconds
    )


@probe(
    id="snmp", title="SNMP engine", protocol="snmp", ports=[Udp(161)], gives=SnmpEngine,
    questions=1, order=20,
)  # fmt: skip
def snmp(line: Line) -> SnmpEngine:
    """Asks for the engine id; the answer says who made the agent and how long it has been up."""
    return read_report(line.ask(discovery(), message_end))
