"""NetBIOS: what names a machine bears, from one node status request.

The request never varies and the answer is a table of fixed rows, so both are plain bytes here.
"""

import struct

from scanner.evidence.names import NetbiosNames
from scanner.plugin import Garbled, Line, Udp, probe
from scanner.sensor.probes.text import clean

TRANSACTION = 0x5647
NBSTAT, INTERNET, GROUP, RESPONSE = 0x21, 1, 0x8000, 0x80
# "*" and fifteen zeros in the half-byte encoding (RFC 1001, section 14.1).
ANY_NAME = b"\x20" + b"CK" + b"A" * 30 + b"\0"
REQUEST = struct.pack(">HHHHHH", TRANSACTION, 0, 1, 0, 0, 0) + ANY_NAME + struct.pack(">HH", NBSTAT, INTERNET)
WORKSTATION, SERVER = 0x00, 0x20
ROW = 18


def _rows_at(answer: bytes) -> int:
    """Where the table begins: behind header, name, type, class, TTL and length (RFC 1002, section 4.2.18)."""
    if len(answer) < 12 or answer[:2] != REQUEST[:2] or not answer[2] & RESPONSE:
        raise Garbled("the answer belongs to another request")
    at = 12 + (2 if answer[12:13] >= b"\xc0" else len(ANY_NAME))
    if answer[at : at + 4] != struct.pack(">HH", NBSTAT, INTERNET):
        raise Garbled("the answer holds no node status")
    return at + 10


def status_end(so_far: bytes) -> int | None:
    """Where the answer ends: behind the length of its one record."""
    at = _rows_at(so_far) if len(so_far) >= 12 + len(ANY_NAME) + 10 else 0
    return at + int.from_bytes(so_far[at - 2 : at], "big") if at else None


def read_status(answer: bytes) -> NetbiosNames:
    """Names, workgroup and MAC of a node status response; Garbled where rows are missing."""
    at = _rows_at(answer)
    count = answer[at] if at < len(answer) else 0
    table = answer[at + 1 : at + 1 + ROW * count]
    if not count or len(table) != ROW * count:
        raise Garbled(f"{count} names announced, {len(table) // ROW} came")
    names, group = dict[str, None](), ""
    for number in range(count):
        raw, suffix, flags = struct.unpack_from(">15sBH", table, ROW * number)
        name = clean(raw.rstrip(b" \0"), 15)
        if flags & GROUP:
            group = group or (name if suffix == WORKSTATION else "")
        elif suffix in (WORKSTATION, SERVER) and name:
            names[name] = None
    return NetbiosNames(names=tuple(names), group=group, mac=_mac(answer[at + 1 + len(table) :]))


def _mac(statistics: bytes) -> str:
    """The unit id; a server that is no hardware sends zeros."""
    unit = statistics[:6]
    return unit.hex(":") if len(unit) == 6 and any(unit) else ""


@probe(
    id="netbios", title="NetBIOS names", protocol="netbios", ports=[Udp(137)], gives=NetbiosNames,
    questions=1, order=60, office_only=True,
)  # fmt: skip
def netbios(line: Line) -> NetbiosNames:
    """Asks for all names of the machine."""
    return read_status(line.ask(REQUEST, status_end))
