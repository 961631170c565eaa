"""Ours: Kubernetes (control plane and node, over TLS) and Portainer, as far as the one list that tells.

Made after the projects' documentation: "Kubernetes API Concepts" (lists and Status), "Kubelet
authentication/authorization" (401 and 403 for strangers), Portainer's API reference (system, users).
"""

from __future__ import annotations

import asyncio
import ssl
from functools import partial
from typing import TYPE_CHECKING

from tests.lab import answering, servers
from tests.lab.servers.consoles import size

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("openssl",)
SECURED = (6443, 10250)
NAMESPACES = (
    '{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"default"}}]}'
)
PODS = '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}'
REFUSED = (
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"Forbidden","code":403}'
)
STATUS = ("200 OK", '{"Version":"2.19.4","InstanceID":"299ab403-70a8-4c05-92f7-bf7a994d50df"}')
NOBODY = ("404 Not Found", '{"message":"No administrator account found inside the database"}')
# By port and path: what a stranger is told without a login, and with one.
TOLD = {
    "6443/api/v1/namespaces?limit=1": (("200 OK", NAMESPACES), ("403 Forbidden", REFUSED)),
    "10250/pods": (("200 OK", PODS), ("401 Unauthorized", "Unauthorized")),
    "9000/api/status": (STATUS, STATUS),
    "9000/api/users/admin/check": (NOBODY, ("204 No Content", "")),
}


def programs(site: servers.Site) -> list[Program]:
    pair = site.certificate()
    login = bool(site.options.get("login"))
    return [
        site.ours(login=login, certificate=str(pair.certificate), key=str(pair.key), **answering.ports(site))
    ]


def answer(request: bytes, login: bool) -> bytes:
    """The port is known from the Host field, which every question of ours carries."""
    words = request.decode("latin-1").split()
    port = words[words.index("Host:") + 1].rpartition(":")[2]
    status, body = TOLD.get(port + words[1], (("404 Not Found", "{}"),) * 2)[login]
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


async def serve(login: bool, certificate: str, key: str, tcp: list[int], udp: list[int]) -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate, key)
    say = partial(answer, login=login)
    plain, secured = ([port for port in tcp if (port in SECURED) is inside] for inside in (False, True))
    await asyncio.gather(
        answering.serving(say, size, plain, udp), answering.serving(say, size, secured, [], secure)
    )


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
