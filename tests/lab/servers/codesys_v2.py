"""Ours: a CODESYS V2 runtime's answer to the byte order question; it keeps to one byte order.

Made after what Digital Bond's nmap script codesys-v2-discover reads: an answer that starts with BB, with
zero-ended texts at its 65th, 97th and 129th byte. The rest is zeros.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
QUESTIONS = {b"\xbb\xbb\x01\0\0\0\x01": "little", b"\xbb\xbb\x01\0\0\x01\x01": "big"}


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 7


def answer(request: bytes, *, system: str, system_version: str, product: str, order: str = "little") -> bytes:
    if QUESTIONS.get(request) != order:
        return b""
    reply = bytearray(160)
    reply[:2] = b"\xbb\xbb"
    for number, text in ((65, system), (97, system_version), (129, product)):
        reply[number - 1 : number - 1 + len(text)] = text.encode()
    return bytes(reply)


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
