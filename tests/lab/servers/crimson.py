"""Ours: a Red Lion panel's Crimson 3 service, as far as maker and model.

Made after the wireshark dissector cr3.lua of the project cr3-wireshark: length of the rest, register, type;
types 1B00 and 1A00 ask on registers 012B and 012A, type 0300 answers there with a zero-ended text.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
ASKED = {b"\x01\x2b\x1b\0": "maker", b"\x01\x2a\x1a\0": "model"}


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 2 + int.from_bytes(held[:2], "big") if len(held) >= 2 else 0


def answer(request: bytes, **told: str) -> bytes:
    wanted = ASKED.get(request[2:])
    if wanted is None:
        return b""
    rest = request[2:4] + b"\x03\0" + told[wanted].encode() + b"\0"
    return len(rest).to_bytes(2, "big") + rest


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
