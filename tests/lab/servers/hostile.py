"""Ours: a device that tries to harm whoever reads the report: every text that it tells is an attack.

Script tags, links that run something, formulas, escapes of a terminal, marks that turn the direction of writing, holes
of templates, bytes that are no UTF-8. What it says keeps to each protocol, so that its words are taken down and shown.
With `long`, each name is as long as the protocol lets it be, the title 64 kB.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from tests.lab import answering, servers, tls

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("openssl",)
EVERY_SECONDS = 2.0
KILOBYTES_64 = 65_536
INVISIBLE = "\x1b]0;owned\x07\x1b[31m\u202e\u2066\u200b\ufeff\r\n\t\x00"

TEXTS = {
    "ftp": "=HYPERLINK(1)<img src=x onerror=alert('ftp')>ftp",
    "ssh": "<script>alert('ssh')</script>",
    "smtp": "-1+1{{7*7}}<script>alert('smtp')</script>",
    "server": "+SUM(1)javascript:alert('server')",
    "title": "=cmd|'/C calc'!A0</style><script>alert('title')</script>{% raw %}{0}%(n)s prusalink",
    "realm": "@SUM(1)<b>'realm'",
    "subject": "=1+1<script>alert(5)</script>{{7*7}}",
    "vendor": "=1+2<svg onload=alert('vendor')>",
    "model": '"><script>alert("model")</script>{{7*7}}',
    "version": "+1<!--javascript:alert('version')",
    "computer": "=1+1<b>{{7*7}}",
    "mdns": "<i>alert('mdns')</i>[x](javascript:alert(1))",
    "announced": "@SUM(2)|<script>alert('announced')</script>",
    "ssdp": "-2+3<u>alert('notify')",
}
"""What stands in each field, without the characters that nobody sees; each also with `INVISIBLE` behind it."""

ENTRY = b"<!DOCTYPE html><title>%s</title><h1>%s</h1></html>"
MDNS, SSDP = ("224.0.0.251", 5353), ("239.255.255.250", 1900)

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def text(field: str, long: bool = False, most: int = KILOBYTES_64) -> bytes:
    """What is told in that field: the attack, what nobody sees, half a character, and more if it is a long one."""
    said = TEXTS[field].encode() + INVISIBLE.encode() + b"\xff\xc3"
    return (said + b"A" * most if long else said)[:most]


def programs(site: servers.Site) -> list[Program]:
    wish = tls.Wish(name=TEXTS["subject"], names=f"DNS:{TEXTS['subject']}", self_signed=True)
    pair = tls.issue(wish, site.folder / "tls")
    files = [str(pair.certificate), str(pair.key)]
    long = bool(site.options.get("long"))
    return [site.ours(long=long, address=site.address, pair=files, **answering.ports(site))]


def one_line(said: bytes) -> bytes:
    """Where a line break would end the field."""
    return said.translate(None, b"\r\n\0")


async def greet(greeting: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greets; then refuses whatever is asked. After an SSH greeting it hangs up: it has no keys."""
    writer.write(greeting)
    while not greeting.startswith(b"SSH") and await reader.readline():
        writer.write(b"502 " + one_line(text("ftp")) + b"\r\n")


async def page(long: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    # In a page the marks must be written as entities, or they would end the title.
    title = text("title", long).replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    head = b'HTTP/1.1 401 No\r\nServer: %s\r\nWWW-Authenticate: Basic realm="%s"\r\nLocation: %s\r\n'
    told = (
        one_line(text("server", long, 4000)),
        one_line(text("realm", most=150)),
        b"javascript:alert('location')",
    )
    body = ENTRY % (title, title)
    writer.write(head % told + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def identify(long: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Modbus, 0x2B/0x0E: as much as fits the 254 bytes of one frame (Application Protocol V1.1b3, 6.21)."""
    fields = {0: "vendor", 1: "model", 2: "version"}
    objects = b"".join(
        struct.pack("BB", number, len(said)) + said
        for number, name in fields.items()
        for said in [text(name, long, 75)]
    )
    while header := await reader.readexactly(7):
        await reader.readexactly(int.from_bytes(header[4:6], "big") - 1)
        pdu = b"\x2b\x0e\x01\x01\x00\x00" + bytes((len(fields),)) + objects
        writer.write(header[:4] + struct.pack(">HB", len(pdu) + 1, header[6]) + pdu)


def named(request: bytes, long: bool) -> bytes:
    """A node status response (RFC 1002, section 4.2.18) with one name of 15 bytes."""
    name = text("computer", long).replace(b"\0", b"")[:15].ljust(15)
    table = b"\x01" + name + b"\x00\x04\x00" + bytes(46)
    head = request[:2] + b"\x84\x00" + struct.pack(">HHHH", 0, 1, 0, 0)
    return head + b"\x20" + b"CK" + b"A" * 30 + b"\0" + struct.pack(">HHIH", 0x21, 1, 0, len(table)) + table


def labels(*parts: bytes) -> bytes:
    """A domain name (RFC 1035, section 3.1): parts of 63 bytes at most."""
    return b"".join(bytes((len(part[:63]),)) + part[:63] for part in parts) + b"\0"


def record(owner: bytes, kind: int, content: bytes) -> bytes:
    return owner + struct.pack(">HHIH", kind, 1, 120, len(content)) + content


def announced(address: str, long: bool) -> bytes:
    """An mDNS answer that nobody asked for: an address and a text record (RFC 6762, section 8.3)."""
    owner = labels(text("mdns", long), b"local")
    told = (b"vendor=" + text("announced", long, 200), b"model=" + text("announced", long, 200))
    texts = b"".join(bytes((len(one),)) + one for one in told)
    head = struct.pack(">HHHHHH", 0, 0x8400, 0, 2, 0, 0)
    return head + record(owner, 1, socket.inet_aton(address)) + record(owner, 16, texts)


def notify(address: str, long: bool) -> bytes:
    """UPnP Device Architecture 1.1, section 1.2.2."""
    said = one_line(text("ssdp", long, 1000)).replace(b"/", b"")
    lines = (b"NOTIFY * HTTP/1.1", b"HOST: 239.255.255.250:1900", b"NT: " + said, b"NTS: ssdp:alive",
             b"LOCATION: javascript:alert('location')", b"SERVER: Linux/6 UPnP/1.1 " + said[:55] + b"/1.0",
             b"USN: " + said + b" " + address.encode())  # fmt: skip
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def announce(address: str, long: bool) -> None:
    """Tells everybody, again and again: a listener may come late."""
    with _sender(address, 5353) as names, _sender(address, 1900) as devices:
        while True:
            names.sendto(announced(address, long), MDNS)
            devices.sendto(notify(address, long), SSDP)
            await asyncio.sleep(EVERY_SECONDS)


def _sender(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((address, port))
    made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
    return made


class _Names(asyncio.DatagramProtocol):
    def __init__(self, long: bool) -> None:
        self.long = long

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(named(data, self.long), addr)


async def _ended(talk: Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):
        await talk(reader, writer)
    writer.close()


def talks(long: bool) -> dict[int, Talk]:
    """What is said at each port."""
    greeting = {21: (b"220 %s\r\n", "ftp", 900), 25: (b"220 evil ESMTP %s\r\n", "smtp", 900),
                22: (b"SSH-2.0-%s 1\r\n", "ssh", 200)}  # fmt: skip
    greets: dict[int, Talk] = {
        port: partial(greet, line % one_line(text(field, long, most)))
        for port, (line, field, most) in greeting.items()
    }
    return greets | {80: partial(page, long), 443: partial(page, long), 502: partial(identify, long)}


async def serve(long: bool, address: str, pair: list[str], tcp: list[int], udp: list[int]) -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(*pair)
    for port in tcp:
        talk = partial(_ended, talks(long)[port])
        await asyncio.start_server(talk, "0.0.0.0", port, ssl=secure if port == 443 else None)
    for port in udp:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(partial(_Names, long), local_addr=("0.0.0.0", port))
    await announce(address, long)


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
