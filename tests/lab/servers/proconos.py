"""Ours: a ProConOS runtime's answer to the information request.

Made after what Digital Bond's nmap script proconos-info reads and prints of an Advantech ADAM-5510KW:
zero-ended texts at the 13th, 45th and 78th byte, two more behind the last. The rest is zeros.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
QUESTION = b"\xcc\x01\0\x0b\x40\x02\0\0\x47\xee"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 10


def answer(request: bytes, *, runtime: str, model: str, project: str) -> bytes:
    if request != QUESTION:
        return b""
    reply = bytearray(77) + f"{project}\0{project}\0Exist\0".encode()
    reply[:8] = b"\xcc\x01\0\x3a\x40\x02\0\0"
    for number, text in ((13, runtime), (45, model)):
        reply[number - 1 : number - 1 + len(text)] = text.encode()
    return bytes(reply)


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
