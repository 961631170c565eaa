"""Ours: the web services of an ABB robot controller, as far as the refusal of a stranger.

The line WWW-Authenticate is the one that Wireshark showed of a controller, as a public program that computes the login
quotes it; domain="/" says that all of the server wants the login (RFC 7616, 3.3). The second source, Loupe's library
A3br for such controllers, has the same realm and the same opaque value. Controllers of the OmniCore line say Basic
with the same realm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import answering, servers
from tests.lab.servers.consoles import size

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()

REFUSED = (
    b"HTTP/1.1 401 Unauthorized\r\n"
    b'WWW-Authenticate: Digest realm="validusers@robapi.abb", domain="/", qop="auth", '
    b'nonce="MGY0Yjc2MGY2Y2QyZjAwNzp2YWxpZHVzZXJzQHJvYmFwaS5hYmI6MTkwMjg5NjRlNGE6MA==", opaque="799d5", '
    b'algorithm="MD5", stale="FALSE"\r\n'
    b"Content-Length: 0\r\n\r\n"
)


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(**answering.ports(site))]


def answer(request: bytes) -> bytes:
    return REFUSED


def serve(tcp: list[int], udp: list[int]) -> None:
    answering.run(answer, size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
