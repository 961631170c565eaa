"""Ours: a GE controller's SRTP service, as far as controller type and id.

The text buffer is the example of GE's manual GFK-0529C, table 6-17 (a Series 90-30 331 CPU), with the
device's own id and program; the frame around it after ICSNPP's parser ge_srtp.spicy (reply).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
# Major type 10 (Series 90-30), minor type 23 (331), one program; behind its name lengths and checksums.
KIND = bytes.fromhex("10230100")
SUMS = bytes.fromhex("0100a30700009a019bcd0000d6062201c8eb0000")


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 56 + int.from_bytes(held[4:6], "little") if len(held) >= 6 else 0


def answer(request: bytes, *, controller: str, program: str) -> bytes:
    if not any(request):
        return b"\x01" + bytes(7) + b"\x0f" + bytes(47)
    reply = bytearray(56)
    reply[0], reply[2], reply[17] = 3, request[2], 1
    reply[32:36], reply[36:40], reply[40:42] = b"\x10\x03\0\0", b"\x20\x5a\0\0", b"\x01\x01"
    reply[51], reply[54:56] = 1, b"\x4c\x20"
    if request[42] != 0x43:
        reply[31], reply[42] = 0xD1, 1
        return bytes(reply)
    text = controller.encode().ljust(8, b"\0") + KIND + program.encode().ljust(8, b"\0") + SUMS
    reply[31], reply[4] = 0x94, len(text)
    return bytes(reply) + text


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
