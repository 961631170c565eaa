"""Ours: a building station's Niagara Fox hello.

Made after the session of a Workbench with a station in a capture (ICS-Security-Tools, niagara-fox-hello):
keys, their order, the answer's number, and the challenge that follows the hello.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
END = b"};;\n"
CHALLENGE = b"fox a 1 -1 fox challenge\n{\nmethod=s:digest-md5\n};;\n"


def programs(site: servers.Site) -> list[Program]:
    told = site.options
    pair = site.certificate() if told.pop("tls", False) else None
    inside = [str(pair.certificate), str(pair.key)] if pair else []
    return [site.ours(told=told, inside=inside, **answering.ports(site))]


def answer(request: bytes, **fields: str) -> bytes:
    if not request.startswith(b"fox a ") or b" fox hello\n{\n" not in request:
        return b""
    told = "".join(f"{key}=s:{value}\n" for key, value in fields.items())
    facets = 'sysInfo=o:bog 61[<bog version="1.0">\n<p m="b=baja" t="b:Facets" v=""/>\n</bog>\n]\n'
    return f"fox a 0 -1 fox hello\n{{\n{told}{facets}}};;\n".encode() + CHALLENGE


def size(held: bytes) -> int:
    return held.find(END) + len(END) if END in held else 0


def serve(told: dict[str, Any], tcp: list[int], udp: list[int], inside: Sequence[str] = ()) -> None:
    """`inside` holds certificate and key where the hello is spoken inside TLS."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if inside else None
    if secure:
        secure.load_cert_chain(*inside)
    answering.run(partial(answer, **told), size, tcp, udp, secure=secure)


if __name__ == "__main__":
    serve(**servers.settings())
