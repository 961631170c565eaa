"""Ours: search server, Docker, Node-RED and Grafana, as far as the one page that tells whether they want a login.

Made after the projects' own documentation: Elasticsearch, "Get cluster info" and "Set up minimal security"; a public
note with Docker 17.03's answer to `/version`; Node-RED, "GET /auth/login"; Grafana, "Health API" and "Organization
API". With a login, Docker is behind a proxy that refuses and passes on the API's version.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.lab import answering, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()

VERSION = "8.12.1"
SEARCH = (
    '{"name":"node-1","cluster_name":"orders","version":{"number":"8.12.1"},"tagline":"You Know, for Search"}'
)
NO_LOGIN = (
    '{"error":{"type":"security_exception","reason":"missing authentication credentials"},"status":401}'
)
DOCKER = '{"Version":"17.03.1-ce","ApiVersion":"1.27","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}'
PROMPTS = '{"type":"credentials","prompts":[{"id":"username","type":"text","label":"Username"}]}'
HEALTH = ("200 OK", '{"commit":"087143285","database":"ok","version":"5.1.3"}')
# By port and path: what a stranger is told without a login, and with one.
TOLD = {
    "9200/": (("200 OK", SEARCH), ("401 Unauthorized", NO_LOGIN)),
    "2375/version": (("200 OK", DOCKER), ("403 Forbidden", '{"message":"authorization denied"}')),
    "1880/auth/login": (("200 OK", "{}"), ("200 OK", PROMPTS)),
    "3000/api/health": (HEALTH, HEALTH),
    "3000/api/org": (
        ("200 OK", '{"id":1,"name":"Main Org."}'),
        ("401 Unauthorized", '{"message":"Unauthorized"}'),
    ),
}


def programs(site: servers.Site) -> list[Program]:
    told = {"login": bool(site.options.get("login")), "search": site.options.get("search", VERSION)}
    return [site.ours(**told, **answering.ports(site))]


def size(held: bytes) -> int:
    return held.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in held else 0


def answer(request: bytes, login: bool, search: str = VERSION) -> bytes:
    """The port is known from the Host field, which every question of ours carries."""
    words = request.decode("latin-1").split()
    port = words[words.index("Host:") + 1].rpartition(":")[2]
    status, body = TOLD.get(port + words[1], (("404 Not Found", "{}"),) * 2)[login]
    body = body.replace(VERSION, search)
    fields = "Content-Type: application/json" + ("\r\nApi-Version: 1.27" if port == "2375" else "")
    return f"HTTP/1.1 {status}\r\n{fields}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def serve(login: bool, search: str, tcp: list[int], udp: list[int]) -> None:
    answering.run(partial(answer, login=login, search=search), size, tcp, udp)


if __name__ == "__main__":
    serve(**servers.settings())
