"""MongoDB: whether it does what a stranger asks. One `listDatabases` that can name "admin" and nothing else.

`hello` and `ping` are answered before a login by every server, so they prove nothing. `listDatabases` needs a
right, reads no document, and with `nameOnly` and a filter it opens no database and tells no name that is not
known before. Servers older than 3.6 (2017) don't know this message and hang up: then nothing is known.

Sources: MongoDB manual, "MongoDB Wire Protocol" (OP_MSG) and command listDatabases; bsonspec.org 1.1; error
codes in the server's error_codes.yml (13 Unauthorized, 18 AuthenticationFailed); Wireshark's mongo dissector.
"""

import struct

from scanner.evidence.stores import MongoServer
from scanner.framing import length_field
from scanner.plugin import Garbled, Line, Tcp, probe

OP_MSG, HEADER, BODY_KIND = 2013, 16, 0
REQUEST_ID = 1
DOUBLE, STRING, DOCUMENT, BOOLEAN, INT32 = 1, 2, 3, 8, 16
UNAUTHORISED = frozenset({13, 18})
FIXED = {1: 8, 6: 0, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8, 19: 16, 127: 0, 255: 0}
"""Bytes of a value by its type (bsonspec.org); the others tell their own length."""

MOST_REPLY, MOST_ELEMENTS = 16_384, 64


def _element(kind: int, name: str, value: bytes) -> bytes:
    return bytes((kind,)) + name.encode("ascii") + b"\0" + value


def _document(*elements: bytes) -> bytes:
    inside = b"".join(elements) + b"\0"
    return struct.pack("<i", len(inside) + 4) + inside


def _string(value: str) -> bytes:
    raw = value.encode("ascii") + b"\0"
    return struct.pack("<i", len(raw)) + raw


def question() -> bytes:
    """The one message, which never varies."""
    command = _document(
        _element(INT32, "listDatabases", struct.pack("<i", 1)),
        _element(BOOLEAN, "nameOnly", b"\1"),
        _element(DOCUMENT, "filter", _document(_element(STRING, "name", _string("admin")))),
        _element(STRING, "$db", _string("admin")),
    )
    body = struct.pack("<IB", 0, BODY_KIND) + command
    return struct.pack("<iiii", HEADER + len(body), REQUEST_ID, 0, OP_MSG) + body


@probe(
    id="mongodb", title="Whether MongoDB obeys a stranger", protocol="mongodb", ports=[Tcp(27017)],
    gives=MongoServer, questions=1, order=47, office_only=True,
)  # fmt: skip
def mongodb(line: Line) -> MongoServer:
    """One question for the name of a database that every server has."""
    return read_reply(line.ask(question(), until=length_field(0, 4, 0, little=True, most=MOST_REPLY)))


def read_reply(reply: bytes) -> MongoServer:
    """`ok` and `code` of an OP_MSG reply; Garbled for anything else."""
    if len(reply) < HEADER + 5 or struct.unpack_from("<i", reply, 12)[0] != OP_MSG:
        raise Garbled("the answer is no OP_MSG")
    if struct.unpack_from("<i", reply, 8)[0] != REQUEST_ID or reply[HEADER + 4] != BODY_KIND:
        raise Garbled("the answer is not for our message")
    told = _numbers(reply[HEADER + 5 :])
    if "ok" not in told:
        raise Garbled("the answer does not tell whether it worked")
    code = int(told.get("code", 0)) if told["ok"] != 1 else 0
    return MongoServer(
        without_login=True if told["ok"] == 1 else False if code in UNAUTHORISED else None, code=code
    )


def _numbers(document: bytes) -> dict[str, float]:
    """The numbers `ok` and `code` of a document's own elements; what stands deeper is stepped over."""
    if len(document) < 5 or struct.unpack_from("<i", document)[0] > len(document):
        raise Garbled("the document is cut")
    found: dict[str, float] = {}
    at = 4
    for _ in range(MOST_ELEMENTS):
        if at >= len(document) or document[at] == 0:
            return found
        kind, name_end = document[at], document.find(b"\0", at + 1)
        if name_end < 0:
            raise Garbled("the name of an element has no end")
        name, start = document[at + 1 : name_end], name_end + 1
        at = start + _size(kind, document, start)
        if name in (b"ok", b"code") and kind in (DOUBLE, INT32) and at <= len(document):
            found[name.decode()] = struct.unpack_from("<d" if kind == DOUBLE else "<i", document, start)[0]
    raise Garbled(f"more than {MOST_ELEMENTS} elements")


def _size(kind: int, document: bytes, at: int) -> int:
    """Bytes of a value (bsonspec.org); Garbled for a type that no answer needs."""
    if kind in FIXED:
        return FIXED[kind]
    more = {2: 4, 3: 0, 4: 0, 5: 5}.get(kind)
    if more is None or len(document) < at + 4:
        raise Garbled(f"an element of the type {kind}")
    told = int.from_bytes(document[at : at + 4], "little")
    if told > len(document):
        raise Garbled("an element is longer than the document")
    return int(told + more)
