"""Ours: a Moxa serial server's answer to a search.

Made after the protocol notes of the public project nport-scan (an NPort 5110A on the wire).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
SEARCH = bytes.fromhex("0100000800000000")
APPLICATION = bytes.fromhex("00555555")


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, mac: str, model: str, address: str) -> bytes:
    if request != SEARCH:
        return b""
    number = bytes.fromhex(model)[::-1]
    own = bytes(map(int, address.split(".")))
    header = bytes.fromhex("8100001800000000")
    return header + APPLICATION + number + bytes.fromhex(mac.replace(":", "")) + own


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
