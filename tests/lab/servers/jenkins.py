"""Ours: a Jenkins, as far as its start page and the one resource that tells whether a stranger may look in.

The heads are those of real servers, as people printed them with curl: 2.441 where it let a page be seen, 2.568.1 where
it refused a stranger. The refusal's text is that of ccmenu/ccmenu, issue 9. The title is the Recog project's example;
the object after the documentation, "Remote Access API". Debian, PyPI and npm have no Jenkins.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING

from tests.lab import answering, servers
from tests.lab.servers.consoles import size

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()

OPEN = """\
HTTP/1.1 200 OK
Date: {date}
X-Content-Type-Options: nosniff
Content-Type: {media};charset=utf-8
Expires: Thu, 01 Jan 1970 00:00:00 GMT
Cache-Control: no-cache,no-store,must-revalidate
X-Hudson: 1.395
X-Jenkins: 2.441
X-Jenkins-Session: 17d7b3ca
X-Frame-Options: sameorigin
Set-Cookie: JSESSIONID.e2bf0e51=node0iytnnetoqg59f2ww6kuacx5t2.node0; Path=/; HttpOnly
Content-Length: {length}
Server: Jetty(10.0.18)

"""
REFUSED = """\
HTTP/1.1 403 Forbidden
Server: Jetty(12.1.8)
Date: {date}
X-Content-Type-Options: nosniff
Set-Cookie: JSESSIONID.989c6e6f=node01t3ozf5gme5ugiio54bis502j2.node0; Path=/; HttpOnly; SameSite=Lax
Expires: Thu, 01 Jan 1970 00:00:00 GMT
Content-Type: {media};charset=utf-8
X-Hudson: 1.395
X-Jenkins: 2.568.1
X-Jenkins-Session: 4cf2812c
X-You-Are-Authenticated-As: anonymous
X-Required-Permission: hudson.model.Hudson.Read
X-Permission-Implied-By: hudson.security.Permission.GenericRead
X-Permission-Implied-By: hudson.model.Hudson.Administer
Content-Length: {length}

"""
PAGE = "<!DOCTYPE html><html><head><title>Dashboard [Jenkins]</title></head><body>Welcome to Jenkins!</body></html>"
OBJECT = '{"_class":"hudson.model.Hudson","mode":"NORMAL"}'
REFUSAL = """\
<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/>\
<script>window.location.replace('/login?from=%2F');</script></head>\
<body style='background-color:white; color:white;'>

Authentication required
<!--
-->

</body></html>
"""
HTML, JSON = "text/html", "application/json"


def programs(site: servers.Site) -> list[Program]:
    pair = site.certificate() if site.options.get("tls") else None
    inside = [str(pair.certificate), str(pair.key)] if pair else []
    return [site.ours(login=bool(site.options.get("login")), inside=inside, **answering.ports(site))]


def answer(request: bytes, login: bool) -> bytes:
    path = request.decode("latin-1").split()[1].partition("?")[0]
    if login:
        head, media, body = REFUSED, HTML, REFUSAL
    else:
        head, media, body = (OPEN, JSON, OBJECT) if path == "/api/json" else (OPEN, HTML, PAGE)
    told = head.format(date=formatdate(usegmt=True), media=media, length=len(body))
    return told.replace("\n", "\r\n").encode() + body.encode()


def serve(login: bool, inside: Sequence[str], tcp: list[int], udp: list[int]) -> None:
    """`inside` holds certificate and key where it is spoken inside TLS."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if inside else None
    if secure:
        secure.load_cert_chain(*inside)
    answering.run(partial(answer, login=login), size, tcp, udp, secure=secure)


if __name__ == "__main__":
    serve(**servers.settings())
