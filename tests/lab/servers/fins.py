"""Ours: an Omron controller's FINS service, as far as controller data read.

Made after the capture of a CP1L-EL20DR-D (ICS-Security-Tools, omron.pcap: UDP 9600, header, places and
padding of the texts, area data) and Omron W342, command 05 01.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
NODE = 0xC8
UNDEFINED = b"\x04\x01"  # end code "undefined command"
# What follows the texts in the capture: for the system's own use, sizes of areas, state of the units.
AREAS = bytes(19) + b"\x01" + bytes(17) + bytes.fromhex("010003000a172a1008") + bytes(6)


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def answer(request: bytes, *, model: str, version: str) -> bytes:
    if len(request) < 12 or request[0] & 0x40:
        return b""
    header = bytes((0xC0, 0, 2, *request[6:9], 0, NODE, 0, request[9])) + request[10:12]
    if request[10:12] != b"\x05\x01":
        return header + UNDEFINED
    first = model.encode().ljust(16, b"\0").ljust(20)
    second = version.encode().ljust(10, b"\0") + b"01.06".ljust(10, b"\0")
    return header + b"\0\0" + first + second + AREAS


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
