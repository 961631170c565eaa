"""Ours: a Mitsubishi controller's MELSOFT port, as far as the CPU's model, over UDP and TCP.

Made after the capture of an FX5U under GX Works (ICS-Security-Tools, melsec.pcap: 21 bytes of header, 57
asks and D7 answers, length of the rest low byte first, 1C becomes 9C in the answer) and the place of the
model that the public nmap script melsecq-discover reads it from.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
# Frame 2 of the capture, up to the length.
HEAD = bytes.fromhex("d70000000011117f000000a80300ffff030000")
CPU_MODEL = b"\x04\x01\x01"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 21 + int.from_bytes(held[19:21], "little") if len(held) >= 21 else 0


def answer(request: bytes, *, model: str) -> bytes:
    if request[:1] != b"\x57" or size(request) != len(request) or request[32:35] != CPU_MODEL:
        return b""
    echo = bytes((request[21] | 0x80,)) + request[22:41]
    rest = echo + model.encode().ljust(16, b"\0") + bytes(8)
    return HEAD + len(rest).to_bytes(2, "little") + rest


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
