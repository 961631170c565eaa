"""NFS: which folders a server offers. Two questions: where its mount service listens, and its list of exports.

Sources: RFC 5531, sections 9 and 11 (call, reply, record mark); RFC 1833, section 3.2 (portmapper version 2, procedure
3 GETPORT); RFC 1813, section 5.2.5 (mount service version 3, procedure 5 EXPORT: folder and the machines it is for; a
folder without any is for all). No name and no number of a user is sent (AUTH_NONE). Nothing is mounted.
"""

import struct
from dataclasses import dataclass

from scanner.evidence.files import NfsExports
from scanner.plugin import Garbled, Impact, Line, Tcp, probe
from scanner.sensor.probes.text import clean

CALL, REPLY, RPC, NOBODY = 0, 1, 2, bytes(16)
NUMBER = b"VGL1"
PORTMAPPER, MOUNT, OVER_TCP = 100_000, 100_005, 6
LAST, LEAST, MOST = 0x8000_0000, 24, 32_768
MOST_FOLDERS, KEPT = 512, 16
EVERYBODY = ("*", "0.0.0.0/0", "(everyone)")


def _call(program: int, version: int, procedure: int, words: bytes = b"") -> bytes:
    body = NUMBER + struct.pack(">5I", CALL, RPC, program, version, procedure) + NOBODY + words
    return struct.pack(">I", LAST | len(body)) + body


WHERE = _call(PORTMAPPER, 2, 3, struct.pack(">4I", MOUNT, 3, OVER_TCP, 0))
LIST = _call(MOUNT, 3, 5)


@probe(
    id="nfs-exports", title="Which folders NFS offers", protocol="nfs-exports", ports=[Tcp(111)], gives=NfsExports,
    impact=Impact.GUESS, touches=2, questions=2, order=66, opt_in=True, office_only=True,
)  # fmt: skip
def nfs_exports(line: Line) -> NfsExports:
    """No folder where no mount service is known."""
    port = read_port(line.ask(WHERE, record_end))
    if not port:
        return NfsExports()
    line.again(port)
    return read_exports(line.ask(LIST, record_end))


def record_end(so_far: bytes) -> int | None:
    """One whole record; a list in several pieces is more than we want to know."""
    if len(so_far) < 4:
        return None
    mark = int.from_bytes(so_far[:4], "big")
    size = mark & ~LAST
    if not mark & LAST or not LEAST <= size <= MOST:
        raise Garbled(f"an RPC record of {size} bytes, or one in pieces")
    return 4 + size


@dataclass
class _Words:
    """Reads numbers and texts one after another (RFC 4506); Garbled where they end too early."""

    rest: bytes

    def number(self) -> int:
        if len(self.rest) < 4:
            raise Garbled("the answer is shorter than it says")
        taken, self.rest = self.rest[:4], self.rest[4:]
        return int.from_bytes(taken, "big")

    def text(self) -> str:
        size = self.number()
        whole = size + -size % 4
        if whole > len(self.rest):
            raise Garbled("a text is longer than its answer")
        taken, self.rest = self.rest[:size], self.rest[whole:]
        return clean(taken, 128)


def _result(record: bytes) -> _Words:
    """What stands behind the head of an accepted reply."""
    words = _Words(record[8:])
    if record[4:8] != NUMBER or words.number() != REPLY:
        raise Garbled("no RPC reply to our call")
    if words.number():
        raise Garbled("the call was rejected")
    words.number()
    words.text()
    if status := words.number():
        raise Garbled(f"the call was not carried out (status {status})")
    return words


def read_port(record: bytes) -> int:
    """The TCP port of the mount service; 0: not known there."""
    port = _result(record).number()
    if port > 65_535:
        raise Garbled(f"a TCP port {port}")
    return port


def read_exports(record: bytes) -> NfsExports:
    """The list of folders, and how many of them are for everybody."""
    words, names, to_all = _result(record), list[str](), 0
    while words.number():
        if len(names) >= MOST_FOLDERS:
            raise Garbled(f"more than {MOST_FOLDERS} folders")
        names.append(words.text())
        machines = _machines(words)
        to_all += not machines or any(one in EVERYBODY for one in machines)
    return NfsExports(count=len(names), names=tuple(names[:KEPT]), to_all=to_all)


def _machines(words: _Words) -> list[str]:
    found = []
    while words.number():
        found.append(words.text())
    return found
