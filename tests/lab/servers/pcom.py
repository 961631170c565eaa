"""Ours: a Unitronics controller's PCOM service, as far as the ASCII command ID.

Made after Unitronics' "PCOM Protocol" (checksum: sum of the characters behind the "/", modulo 256) and
Wireshark's packet-pcomtcp.c (header); the answer's fields as the nmap script pcom-discover prints them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 6 + int.from_bytes(held[4:6], "little") if len(held) >= 6 else 0


def checksum(text: str) -> str:
    return f"{sum(text.encode()) % 256:02X}"


def answer(request: bytes, *, code: str, hardware: str, version: tuple[int, int], build: int) -> bytes:
    if request[2:4] != b"\x65\0" or request[6:] != b"/00ID" + checksum("00ID").encode() + b"\r":
        return b""
    major, minor = version
    told = (
        f"00ID{code:<6}{hardware}{major:03d}{minor:03d}{build:02d}B002002{15:02d}P000000{0:02d}F000001{2:02d}"
    )
    text = f"/A{told}{checksum(told)}\r".encode()
    return request[:4] + len(text).to_bytes(2, "little") + text


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
