"""Ours: a Lantronix device server's configuration port, as far as its firmware information.

Made after the maker's XPress-DR and UDS-10 user guides, chapter 8.1: command F6, answer F7 with the first 16
bytes of the firmware image (type at 4, checksum at 14) and four bytes of device information; the MAC address
behind them as the public library lantronix77feh reads it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
QUERY = bytes.fromhex("000000f6")


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, firmware: str, checksum: str, mac: str) -> bytes:
    if request != QUERY:
        return b""
    image = bytes.fromhex("0000b6e6") + firmware.encode() + bytes(8) + bytes.fromhex(checksum)
    own = bytes.fromhex(mac.replace(":", ""))
    return bytes.fromhex("000000f7") + image + bytes(2) + own[4:] + own


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
