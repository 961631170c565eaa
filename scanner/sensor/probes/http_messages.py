"""HTTP/1.1 as far as a question and its answer need it: one request, the head of the answer, and its body's end.

Written as bytes and read by hand (RFC 9110, RFC 9112): the guard allows exactly such a request, and what comes back is
bounded in headers (16 KiB) and body (64 KiB) whatever the server announces.
"""

import re
from dataclasses import dataclass

from scanner.plugin import Framing, Garbled
from scanner.sensor.probes.text import clean

MOST_HEADERS, MOST_BODY, ENOUGH = 16_384, 65_536, 16_384
STATUS = re.compile(rb"HTTP/[0-9]\.[0-9] ([1-5][0-9]{2})(?: [^\r\n]*)?\r?\n")
HEADERS_END = re.compile(rb"\r?\n\r?\n")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,6})[^\r\n]{0,256}\r?\n")


@dataclass(frozen=True)
class Head:
    """Status and headers; a header that is sent twice counts as it came first."""

    status: int
    fields: dict[str, bytes]

    def text(self, name: str) -> str:
        return clean(self.fields.get(name, b""))

    @property
    def body_length(self) -> int | None:
        """Bytes of body, at most 64 KiB; None where only the connection's end tells (RFC 9112, 6.3)."""
        if self.status in (204, 304) or self.status < 200:
            return 0
        told = self.fields.get("content-length", b"")
        if self.chunked or not told.isdigit() or len(told) > 18:
            return None
        return min(int(told), MOST_BODY)

    @property
    def chunked(self) -> bool:
        return b"chunked" in self.fields.get("transfer-encoding", b"").lower()


def request(address: str, port: int) -> bytes:
    """The one request (RFC 9112, section 3); an IPv6 zone stays at home (RFC 6874, section 4)."""
    host = f"[{address.partition('%')[0]}]" if ":" in address else address
    host = host if port in (80, 443) else f"{host}:{port}"
    return (
        f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Vaglio/0.1 (network audit; read-only)\r\n"
        "Accept: text/html\r\nConnection: close\r\n\r\n"
    ).encode("ascii")


def headers_end(so_far: bytes) -> int | None:
    """Up to and with the blank line behind the headers; Garbled for what is no HTTP answer."""
    if so_far[:5] != b"HTTP/"[: len(so_far)]:
        raise Garbled("the answer does not start with an HTTP version")
    found = HEADERS_END.search(so_far, 0, MOST_HEADERS)
    if found is None and len(so_far) >= MOST_HEADERS:
        raise Garbled(f"no end of the headers in {MOST_HEADERS} bytes")
    return found.end() if found else None


def read_head(head: bytes) -> Head:
    """Status line and header fields; raises Garbled for a malformed status line."""
    status = STATUS.match(head)
    if status is None:
        raise Garbled("malformed status line")
    fields: dict[str, bytes] = {}
    for row in head[status.end() :].splitlines():
        name, colon, value = row.partition(b":")
        if colon:
            fields.setdefault(clean(name, 64).lower(), value.strip())
    return Head(int(status[1]), fields)


def body_end(length: int | None) -> Framing:
    """Where the body ends, or as much of it as a start page needs."""

    def enough(so_far: bytes) -> int | None:
        tail = so_far[-7:].lower()
        whole = len(so_far) >= ENOUGH or tail.endswith((b"</html>", b"0\r\n\r\n"))
        return len(so_far) if whole else None

    return enough if length is None else lambda _: length


def unchunked(body: bytes) -> bytes:
    """The content of a chunked body (RFC 9112, section 7.1), as far as it came."""
    content, at = b"", 0
    while size := CHUNK.match(body, at):
        end = size.end() + int(size[1], 16)
        content += body[size.end() : end]
        if end == size.end() or end >= len(body):
            break
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    return content
