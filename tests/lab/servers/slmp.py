"""Ours: a Mitsubishi controller's SLMP port (3E frame, binary), as far as the processor type.

Made after Mitsubishi's "FX5 User's Manual (SLMP)": "Message format" (end code C059 for a command that is
not known) and "Processor type read".
"""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
UNKNOWN_COMMAND = 0xC059


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 9 + int.from_bytes(held[7:9], "little") if len(held) >= 9 else 0


def answer(request: bytes, *, model: str, code: str) -> bytes:
    if request[:2] != b"\x50\0" or size(request) != len(request):
        return b""
    if request[11:15] == b"\x01\x01\0\0":
        end_code, data = 0, model.encode().ljust(16) + struct.pack("<H", int(code, 16))
    else:
        end_code, data = UNKNOWN_COMMAND, request[2:7] + request[11:15]
    return b"\xd0\0" + request[2:7] + struct.pack("<HH", 2 + len(data), end_code) + data


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
