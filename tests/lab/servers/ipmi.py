"""Ours: a server's remote management, as far as Get Channel Authentication Capabilities.

Made after the IPMI specification 2.0: sections 13.6 (session header), 13.8 (message, checksums), table 22-15 (answer).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
HEAD = bytes.fromhex("0600ff07") + bytes(9)
NAMED, ANONYMOUS = 0x04, 0x07  # users with names; and without, and with neither name nor password


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(anonymous=bool(site.options.get("anonymous")), **answering.ports(site))]


def checked(part: bytes) -> bytes:
    return part + bytes((-sum(part) & 0xFF,))


def answer(request: bytes, anonymous: bool) -> bytes:
    asked = request[14:]
    if not request.startswith(HEAD) or len(asked) != 9 or asked[5] != 0x38:
        return b""
    told = bytes((1, 0x96, ANONYMOUS if anonymous else NAMED, 0x03, 0, 0, 0, 0))
    message = checked(bytes((asked[3], 0x1C))) + checked(bytes((asked[0], asked[4], asked[5], 0)) + told)
    return HEAD + bytes((len(message),)) + message


def serve(anonymous: bool, tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, anonymous=anonymous), len, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
