"""Ours: a DNP3 outstation, as far as its link status.

Made after the frames of an outstation in a capture (ICS-Security-Tools, dnp3-link-only): its answer to
"request link status". The check code is worked out bit by bit, as IEEE 1815, annex E, defines it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
REQUEST_STATUS = 9
DIVISOR = 0x13D65  # of the check code, highest power first


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def remainder(header: bytes) -> bytes:
    """Long division of the bits as they go over the line, lowest of each byte first; then inverted."""
    bits = [byte >> place & 1 for byte in header for place in range(8)] + [0] * 16
    for at in range(len(bits) - 16):
        if bits[at]:
            for place in range(17):
                bits[at + place] ^= DIVISOR >> (16 - place) & 1
    left = [1 - bit for bit in bits[-16:]]
    return bytes(sum(left[start + place] << place for place in range(8)) for start in (0, 8))


def answer(request: bytes, *, address: int) -> bytes:
    asked = (
        len(request) >= 10 and request[:3] == b"\x05\x64\x05" and request[3] & 0x4F == 0x40 | REQUEST_STATUS
    )
    if not asked or request[4:6] != address.to_bytes(2, "little") or remainder(request[:8]) != request[8:10]:
        return b""
    header = b"\x05\x64\x05\x0b" + request[6:8] + request[4:6]
    return header + remainder(header)


def size(held: bytes) -> int:
    return 10 if len(held) >= 10 else 0


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
