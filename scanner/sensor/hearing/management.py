"""SNMP that somebody else speaks: which version, and whether it is a question or a report. Read from the bytes.

Answers are passed over: those that we hear may be answers to us. The community, which is the password of versions 1
and 2c, goes no further than this file; only whether it is a word that devices are delivered with is said.

Sources: RFC 1157, section 4 (version 1: message, its five kinds); RFC 1901, section 3, and RFC 3416, section 3
(version 2c: message, its kinds); RFC 3412, section 6 (version 3); X.690, section 8.1 (lengths). Programs search for
printers by a broadcast to port 161, devices report to port 162 (RFC 3417, section 3.2).
"""

from scanner.plugin import Garbled
from scanner.sensor.hearing.plant import datagram, mac_of
from scanner.sensor.hearing.said import Overheard, announcement
from scanner.sensor.probes.snmp import INTEGER, OCTETS, SEQUENCE, Reader

VERSIONS = {0: "1", 1: "2c", 3: "3"}
REQUEST, TRAP = "request", "trap"
OBJECT = 0x06
# What each version may say unasked, by the tag of its PDU. Left out: answers (0xA2) and reports (0xA8).
KINDS = {
    "1": {0xA0: REQUEST, 0xA1: REQUEST, 0xA3: REQUEST, 0xA4: TRAP},
    "2c": {0xA0: REQUEST, 0xA1: REQUEST, 0xA3: REQUEST, 0xA5: REQUEST, 0xA6: TRAP, 0xA7: TRAP},
}
TRAP_OF_1 = 0xA4  # the one PDU that begins with the name of its sender's kind, and no number
DELIVERED = (b"public", b"private")


def snmp(frame: bytes) -> Overheard | None:
    """What the sender says in SNMP without being asked."""
    address, told = datagram(frame)
    try:
        details = _details(Reader(Reader(told).take(SEQUENCE)))
    except Garbled:
        return None
    return Overheard(address, mac_of(frame), announcement("snmp", [], details)) if details else None


def _details(message: Reader) -> dict[str, str]:
    version = VERSIONS.get(message.number(), "")
    if version == "3":
        message.take(SEQUENCE)  # what is behind it may be encrypted
        return {"version": version}
    if not version:
        return {}
    delivered = message.take(OCTETS) in DELIVERED
    tag = message.next_tag()
    kind = KINDS[version].get(tag, "")
    if not kind:
        return {}
    Reader(message.take(tag)).take(OBJECT if tag == TRAP_OF_1 else INTEGER)
    return {"version": version, "message": kind, "delivered": "yes" if delivered else ""}
