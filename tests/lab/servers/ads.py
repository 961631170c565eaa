"""Ours: a Beckhoff controller's ADS discovery.

Made after the capture of a CX (ICS-Security-Tools, beckhoff-ads: order of the tags, the 276 bytes of
Windows' version) and the tags of Beckhoff's ADS library.
"""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
SERVER_INFORMATION = bytes.fromhex("036614710000000001000000")
ROUTER_PORT = 10000


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def tag(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", number, len(value)) + value


def answer(request: bytes, *, net_id: str, name: str, version: list[int], system: list[int]) -> bytes:
    if request[:12] != SERVER_INFORMATION or len(request) != 24:
        return b""
    windows = struct.pack("<5I", 276, *system).ljust(276, b"\0")
    tags = tag(5, name.encode() + b"\0") + tag(4, windows) + tag(3, struct.pack("<BBH", *version))
    own = bytes(map(int, net_id.split("."))) + struct.pack("<HI", ROUTER_PORT, 3)
    return SERVER_INFORMATION[:8] + struct.pack("<I", 0x80000001) + own + tags


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
