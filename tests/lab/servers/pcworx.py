"""Ours: a Phoenix Contact controller's PC Worx service, as far as its description.

Made after what nmap's script pcworx-info reads and prints of an ILC 330 ETH: session number at the 18th
byte of the first answer; zero-ended texts at the 31st, 67th, 80th, 92nd and 153rd byte of the third.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
SESSION = 0x42


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return int.from_bytes(held[2:4], "big") if len(held) >= 4 else 0


def answer(request: bytes, *, model: str, version: str, date: str, time: str, order: str) -> bytes:
    if request[:2] == b"\x01\x01":
        return _sealed(bytearray(20), request, {18: chr(SESSION)})
    if request[11] != SESSION:
        return b""
    if request[:2] == b"\x01\x05":
        return _sealed(bytearray(22), request, {})
    texts = {31: model, 67: version, 80: date, 92: time, 153: order}
    return _sealed(bytearray(200), request, texts) if request[:2] == b"\x01\x06" else b""


def _sealed(reply: bytearray, request: bytes, texts: dict[int, str]) -> bytes:
    reply[:4] = bytes((request[0] | 0x80, request[1])) + len(reply).to_bytes(2, "big")
    for number, text in texts.items():
        reply[number - 1 : number - 1 + len(text)] = text.encode("latin-1")
    return bytes(reply)


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
