"""Ours: a HART gateway, as far as a session and command 0.

Made after the session of a gateway in a capture (ICS-Security-Tools, hart-ip): header, confirmation, the
fields of an identifier of revision 7.
"""

from __future__ import annotations

import struct
from functools import partial, reduce
from operator import xor
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
INITIATE, CLOSE, ALIVE, PASS = 0, 1, 2, 3


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, maker: int, device_type: int, revisions: list[int], device: str) -> bytes:
    if len(request) < 8 or request[:2] != b"\1\0":
        return b""
    kind, body = request[2], request[8:]
    if kind == PASS:
        body = frame(body, maker, device_type, revisions, bytes.fromhex(device))
    elif kind not in (INITIATE, CLOSE, ALIVE):
        return b""
    return struct.pack("!BBBB2sH", 1, 1, kind, 0, request[4:6], 8 + len(body)) + body


def frame(asked: bytes, maker: int, device_type: int, revisions: list[int], device: bytes) -> bytes:
    """The identifier for command 0, "not implemented" (64) for any other."""
    data = b"\x40\0"
    if asked[:1] == b"\2" and asked[2:4] == b"\0\0":
        data = struct.pack("!BBBHB3BBB3s", 0, 0, 254, device_type, 5, *revisions, 14, 12, device)
        data += struct.pack("!BBHBHHB", 5, 2, 2, 0, maker, maker, 132)
    whole = bytes((6, asked[1] if len(asked) > 1 else 0, asked[2] if len(asked) > 2 else 0, len(data))) + data
    return whole + bytes((reduce(xor, whole),))


def size(held: bytes) -> int:
    return int.from_bytes(held[6:8], "big") if len(held) >= 8 else 0


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
