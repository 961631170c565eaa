"""Ours: the name service of a CODESYS V3 runtime. It answers to port 1740 of the address asked for only.

Made after the example capture beside Microsoft's dissector CodeSysV3.lua (a CODESYS Control Win V3 and
its client, UDP 1740): the answer's header, fixed fields and texts; of the request the sender's address.
"""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Interface
from typing import TYPE_CHECKING

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
FIRST_PORT = 1740
ASKS = bytes.fromhex("02c20004")


def programs(site: servers.Site) -> list[Program]:
    port = answering.ports(site)["udp"][0]
    return [site.ours(told=site.options, own=f"{site.address}/24", port=port)]


def answer(request: bytes, own: str, told: dict[str, str]) -> tuple[bytes, str, int] | None:
    """The reply and where it goes, as the request's sender address says; None for anything else."""
    words = request[5] >> 4 if len(request) > 6 else 0
    begins = 6 + 2 * words
    payload = request[begins + begins % 4 :]
    if request[:1] != b"\xc5" or request[3] != 3 or len(payload) != 8 or payload[:4] != ASKS or not words:
        return None
    me = IPv4Interface(own)
    asker, host_bits = int.from_bytes(request[6:begins], "big"), 32 - me.network.prefixlen
    index, host = asker >> host_bits, asker % (1 << host_bits)
    receiver = (int(me.ip) & int(me.hostmask)).to_bytes(2, "big")
    header = bytes((0xC5, 0x73, 0x40, 4, 0, 0x10 | words)) + request[6:begins] + receiver
    reply = header + bytes(-len(header) % 4) + _identity(payload[4:], **told)
    return reply, str(me.network[host]), FIRST_PORT + index


def _identity(request_id: bytes, *, node: str, device: str, vendor: str, version: str, serial: str) -> bytes:
    texts = [text.encode("utf-16-le") for text in (node, device, vendor)]
    numbers = bytes(reversed([int(part) for part in version.split(".")]))
    fixed = bytes.fromhex("80c20004") + request_id + bytes.fromhex("0400 01 00 0000")
    fixed += struct.pack("<HHH", *(len(text) // 2 for text in texts))
    fixed += bytes.fromhex("00100000 01000000") + numbers + bytes.fromhex("01000000")
    fixed += bytes((len(serial), 0, 5, 0)) + bytes(8)
    return fixed + b"".join(text + b"\0\0" for text in texts) + serial.encode() + b"\0"


def serve(told: dict[str, str], own: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", port))
        while True:
            request, _ = sock.recvfrom(2048)
            print("request", request.hex(), flush=True)
            if found := answer(request, own, told):
                sock.sendto(found[0], found[1:])


if __name__ == "__main__":
    serve(**servers.settings())
