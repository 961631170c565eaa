"""One question over HTTP, inside TLS where the port wants it: the body as far as it came, within bounds."""

from collections.abc import Container

from scanner.plugin import Closed, Garbled, Line, Silence
from scanner.sensor.probes.http_messages import (
    MOST_BODY,
    Head,
    body_end,
    headers_end,
    read_head,
    request,
    unchunked,
)
from scanner.sensor.probes.reply import came_before
from scanner.sensor.probes.text import clean

SECURED = (443, 8443)


def get_request(address: str, port: int, path: str, accept: str) -> bytes:
    """The start page's request, with another path and another media type in it."""
    start = request(address, port).replace(b"GET / ", f"GET {path} ".encode("ascii"), 1)
    return start.replace(b"Accept: text/html", f"Accept: {accept}".encode("ascii"), 1)


def exchange(line: Line, message: bytes) -> tuple[Head, bytes]:
    """Sends one HTTP request; returns the head and at most 64 KiB of the body.

    Raises what the line raises, and Garbled for what is no HTTP answer. A body that breaks off in
    the middle is returned as far as it came.
    """
    head = read_head(line.ask(message, headers_end))
    if head.body_length == 0:
        return head, b""
    try:
        body = line.hear(body_end(head.body_length))
    except (Closed, Silence) as end:
        body = came_before(end)
    body = body[:MOST_BODY]
    return head, unchunked(body) if head.chunked else body


def secured(line: Line, ports: Container[int] = SECURED) -> bool:
    """Whether the line goes on inside TLS, as it does at these ports; Garbled where that fails."""
    if line.service.port not in ports:
        return False
    refusal = line.secure("TLSv1.0", "TLSv1.3").refusal
    if refusal:
        raise Garbled(f"the TLS handshake failed: {clean(refusal.encode())}")
    return True
