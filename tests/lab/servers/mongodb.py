"""Ours: MongoDB's answer to listDatabases, with and without a login.

Made after the MongoDB manual ("MongoDB Wire Protocol", OP_MSG; listDatabases) and bsonspec.org; error 13,
"Unauthorized", from the server's list of error codes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
ASKED = b"\x10listDatabases\0"
OPEN = bytes.fromhex("11000000 01 6f6b00 000000000000f03f 00")  # {ok: 1.0}
REFUSED = bytes.fromhex(
    "1b000000 01 6f6b00 0000000000000000 10 636f646500 0d000000 00"
)  # {ok: 0.0, code: 13}


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(login=bool(site.options.get("login")), **answering.ports(site))]


def size(held: bytes) -> int:
    return int.from_bytes(held[:4], "little") if len(held) >= 4 else 0


def answer(request: bytes, login: bool) -> bytes:
    if request[12:16] != bytes.fromhex("dd070000") or ASKED not in request:
        return b""
    body = bytes(5) + (REFUSED if login else OPEN)
    return (16 + len(body)).to_bytes(4, "little") + bytes(4) + request[4:8] + request[12:16] + body


def serve(login: bool, tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, login=login), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
