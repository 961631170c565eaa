"""Ours: a Schneider Electric controller's port 502: Modbus identification and UMAS read identity.

Modbus after the Modbus Application Protocol V1.1b3, section 6.21; UMAS after Apache PLC4X, umas.mspec,
UmasPDUPlcIdentResponse, in the order of its fields, and its error response for everything else.
"""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
MODBUS_IDENTITY = b"\x2b\x0e\x01"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(told=site.options, **answering.ports(site))]


def size(held: bytes) -> int:
    return 6 + int.from_bytes(held[4:6], "big") if len(held) >= 6 else 0


def answer(request: bytes, *, vendor: str, module: str, version: str, model: str, hardware: str) -> bytes:
    pdu = request[7:]
    if pdu[:3] == MODBUS_IDENTITY:
        rows = b"".join(
            bytes((number, len(text))) + text.encode()
            for number, text in enumerate((vendor, module, version))
        )
        told = MODBUS_IDENTITY + b"\x01\0\0\x03" + rows
    elif pdu[:1] == b"\x5a":
        told = _umas(pdu, model, hardware)
    else:
        told = bytes((pdu[0] | 0x80, 1))
    return request[:4] + struct.pack("!HB", len(told) + 1, request[6]) + told


def _umas(pdu: bytes, model: str, hardware: str) -> bytes:
    if pdu[1:] != b"\0\x02":
        return b"\x5a" + pdu[1:2] + b"\xfd\x83\0"
    # range, ident, model, com version, com patch, int version, hardware version, crash code, unknown
    fields = struct.pack("<HIHHHHHIH", 0, int(hardware, 16), 0x030B, 0x0260, 0, 0x0103, 0x0C, 0, 0)
    name = model.encode() + b"\0"
    return b"\x5a\0\xfe" + fields + bytes((len(name),)) + name + b"\0"


def serve(told: dict[str, Any], tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, **told), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
