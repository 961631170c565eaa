"""IEC 61850 MMS: who a protection relay or bay controller says it is. A session, one question, goodbye.

What is asked: Initiate (inside session, presentation and association), Identify, Conclude. No name of a
model, no value is read.
Sources: ISO 9506-2 clauses 8.2, 8.3 (Initiate, Conclude) and 7.4.4 (Identify); ITU-T X.225 8.3.1, X.226
8.2, X.227 7.1; transport in `iso_on_tcp.py`; Wireshark's ses, pres, acse and mms dissectors; libiec61850's
server, and the same exchange between its client and server on loopback.
"""

from collections.abc import Iterator

from scanner.evidence.building import MmsIdentity
from scanner.plugin import Closed, Garbled, Impact, Line, Refused, Silence, Tcp, probe
from scanner.sensor.probes import iso_on_tcp
from scanner.sensor.probes.text import clean

TSAP = 0x0001
ACCEPT, USER_DATA, LONG = 0x0E, 0xC1, 0xFF  # session: the answer; where the next layer starts
DATA_TRANSFER = bytes.fromhex("01000100")  # session: give tokens, data
MMS_CONTEXT = 3
INITIATED, CONFIRMED, IDENTIFIED, CONCLUDE = 0xA9, 0xA1, 0xA2, bytes.fromhex("8b00")
INVOKE = 1
ASSOCIATION_TAGS = (0x31, 0xA2, 0x61, 0x30, 0xA0, 0x61, 0xBE, 0x28, 0xA0, INITIATED)
NAMES = {0x80: "vendor", 0x81: "model", 0x82: "revision"}


def _tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    return bytes((tag, size) if size < 0x80 else (tag, 0x81, size)) + content


def _associate() -> bytes:
    """Session CONNECT, presentation CP, AARQ and Initiate; Identify and Conclude are all that we speak."""
    services = b"\x03" + bytes((0x20,)) + bytes(9) + bytes((0x10,))  # bits 2 and 83 of 85
    detail = _tlv(0xA4, _tlv(0x80, b"\1"), _tlv(0x81, b"\x05\xf1\0"), _tlv(0x82, services))
    limits = _tlv(0x80, b"\0\x80\0"), _tlv(0x81, b"\1"), _tlv(0x82, b"\1"), _tlv(0x83, b"\x0a")
    initiate = _tlv(0xA8, *limits, detail)
    mms_name = _tlv(0xA1, _tlv(0x06, bytes.fromhex("28ca220203")))
    information = _tlv(0xBE, _tlv(0x28, _tlv(0x02, bytes((MMS_CONTEXT,))), _tlv(0xA0, initiate)))
    data = _tlv(0x61, _tlv(0x30, _tlv(0x02, b"\1"), _tlv(0xA0, _tlv(0x60, mms_name, information))))
    contexts = _tlv(0xA4, _context(1, "52010001"), _context(MMS_CONTEXT, "28ca220201"))
    selectors = _tlv(0x81, b"\0\0\0\1"), _tlv(0x82, b"\0\0\0\1")
    presentation = _tlv(0x31, _tlv(0xA0, _tlv(0x80, b"\1")), _tlv(0xA2, *selectors, contexts, data))
    items = _tlv(0x05, _tlv(0x13, b"\0"), _tlv(0x16, b"\2")), _tlv(0x14, b"\0\2")
    ends = _tlv(0x33, b"\0\1"), _tlv(0x34, b"\0\1")
    body = b"".join((*items, *ends, bytes((USER_DATA, len(presentation))), presentation))
    return bytes((0x0D, len(body))) + body


def _context(number: int, name: str) -> bytes:
    ber = _tlv(0x30, _tlv(0x06, bytes.fromhex("5101")))
    return _tlv(0x30, _tlv(0x02, bytes((number,))), _tlv(0x06, bytes.fromhex(name)), ber)


def _data(pdu: bytes) -> bytes:
    value = _tlv(0x30, _tlv(0x02, bytes((MMS_CONTEXT,))), _tlv(0xA0, pdu))
    return DATA_TRANSFER + _tlv(0x61, value)


ASSOCIATE = _associate()
IDENTIFY = _data(_tlv(0xA0, _tlv(0x02, bytes((INVOKE,))), bytes.fromhex("8200")))
GOODBYE = _data(CONCLUDE)


@probe(
    id="mms-identity",
    title="Who a protection relay says it is",
    protocol="mms",
    ports=[Tcp(102)],
    gives=MmsIdentity,
    impact=Impact.HANDSHAKE,
    controller=True,
    order=34,
    opt_in=True,
    questions=4,
)
def mms_identity(line: Line) -> MmsIdentity:
    """Four messages on one connection; asked only where the Siemens question at this port found nobody."""
    iso_on_tcp.connect(line, TSAP)
    _inside(_accepted(iso_on_tcp.exchange(line, ASSOCIATE)), *ASSOCIATION_TAGS)
    try:
        return _identity(iso_on_tcp.exchange(line, IDENTIFY))
    finally:
        _farewell(line)


def _farewell(line: Line) -> None:
    try:
        iso_on_tcp.exchange(line, GOODBYE)
    except (Silence, Closed, Garbled, Refused):
        return


def _accepted(answer: bytes) -> bytes:
    """The presentation layer of a session ACCEPT: behind the parameter USER_DATA (X.225, 8.3.4)."""
    content, rest = _parameter(answer)
    if answer[:1] != bytes((ACCEPT,)) or rest:
        raise Garbled("the session was not accepted")
    while content:
        kind = content[0]
        value, content = _parameter(content)
        if kind == USER_DATA:
            return value
    raise Garbled("the session's answer carries nothing")


def _parameter(encoded: bytes) -> tuple[bytes, bytes]:
    """Value of a session parameter, and what follows: one byte of length, or 0xFF and two (X.225, 8.2.5)."""
    start = 4 if encoded[1:2] == bytes((LONG,)) else 2
    end = start + int.from_bytes(encoded[start - (2 if start == 4 else 1) : start], "big")
    if len(encoded) < start or end > len(encoded):
        raise Garbled("a session parameter is cut")
    return encoded[start:end], encoded[end:]


def _values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each BER value, one after another (X.690, 8.1)."""
    while content:
        first = int.from_bytes(content[1:2], "big")
        more = first & 0x7F if first & 0x80 else 0
        start = 2 + more
        end = start + (int.from_bytes(content[2:start], "big") if more else first)
        if more > 3 or first == 0x80 or len(content) < start or end > len(content):
            raise Garbled("a BER value is cut or has no length")
        yield content[0], content[start:end]
        content = content[end:]


def _inside(content: bytes, *tags: int) -> bytes:
    """The content at the end of a path of tags; the first value of each tag is followed."""
    for tag in tags:
        found = next((value for kind, value in _values(content) if kind == tag), None)
        if found is None:
            raise Garbled(f"the answer holds no value with the tag 0x{tag:02x}")
        content = found
    return content


def _identity(answer: bytes) -> MmsIdentity:
    if answer[:4] != DATA_TRANSFER:
        raise Garbled("the answer to Identify is no session data")
    confirmed = dict(_values(_inside(answer[4:], 0x61, 0x30, 0xA0, CONFIRMED)))
    if confirmed.get(0x02) != bytes((INVOKE,)) or IDENTIFIED not in confirmed:
        raise Garbled("the answer is none to Identify")
    told = dict(_values(confirmed[IDENTIFIED]))
    return MmsIdentity(**{name: clean(told.get(tag, b"")) for tag, name in NAMES.items()})
