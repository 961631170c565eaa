"""Ours: the debugger's agent of VxWorks, as far as it answers a ping.

Made after Wind River's wdb.h and wdbCntctLib.c, and after a real agent's answer to a connect (size and check sum).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
CALL = bytes.fromhex("00000000 00000002 55555555 00000001")
NOT_THERE = 0x050C  # WDB_ERR_NO_AGENT_PROC


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, error: int = 0) -> bytes:
    """An accepted reply without data; a procedure other than ping is not installed here."""
    if len(request) < 52 or request[4:20] != CALL:
        return b""
    code = error if request[20:24] == bytes(4) else NOT_THERE
    words = [0, 1, 0, 0, 0, 0, 0xFFFF << 16, 0, code]
    words[7] = 4 * len(words) - 4
    halves = struct.unpack(">16H", struct.pack(">8I", *words[1:6], 0, *words[7:]))
    total = sum(halves)
    words[6] |= 0xFFFF - ((total + (total >> 16)) & 0xFFFF)
    return request[:4] + struct.pack(">8I", *words[1:])


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(lambda request: answer(request, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
