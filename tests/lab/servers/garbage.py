"""Ours: a misbehaving device for tests. It answers with random bytes and with lengths of 0 and 65535."""

from __future__ import annotations

import asyncio
import contextlib
import random
import struct
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
HUGE = 65535
# How long it waits for the peer's first bytes before it speaks unasked, as SSH and VNC servers do.
UNASKED_AFTER_SECONDS = 0.3

# The start of a reply that announces a length, built from the request's first bytes.
FRAMES: dict[int, Callable[[bytes, int], bytes]] = {
    22: lambda asked, length: b"SSH-2.0-\xff\xfe\r\n" + struct.pack(">IB", length, 255),
    80: lambda asked, length: f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode(),
    102: lambda asked, length: struct.pack(">BBH", 3, 0, length),
    445: lambda asked, length: struct.pack(">I", length) + b"\xfeSMB",
    502: lambda asked, length: asked[:2].ljust(2, b"\0") + struct.pack(">HHBBB", 0, length, 255, 0x2B, 0x0E),
    1883: lambda asked, length: b"\x20" + (b"\x00" if not length else b"\xff\xff\xff\x7f"),
    3389: lambda asked, length: struct.pack(">BBH", 3, 0, length),
    4840: lambda asked, length: b"ACKF" + struct.pack("<I", length),
    5900: lambda asked, length: b"RFB 003.008\n" + bytes([min(length, 255)]),
    44818: lambda asked, length: (
        struct.pack("<HHII", 0x63, length, 0, 0) + asked[12:20].ljust(8, b"\0") + bytes(4)
    ),
}


def programs(site: servers.Site) -> list[Program]:
    split = [port.split("/") for port in site.server.ports]
    return [
        site.ours(
            tcp=[int(number) for number, transport in split if transport == "tcp"],
            udp=[int(number) for number, transport in split if transport == "udp"],
        )
    ]


class Nonsense:
    """Replies in turn with random bytes, a frame of length 0 and one of 65535; the same on every run."""

    def __init__(self, port: int) -> None:
        self.frame = FRAMES[port]
        self.turn = count()
        self.random = random.Random(port)

    def reply(self, asked: bytes) -> bytes:
        turn = next(self.turn) % 3
        if turn == 0:
            return self.random.randbytes(self.random.randint(1, 700))
        return self.frame(asked, 0 if turn == 1 else HUGE) + self.random.randbytes(40)


async def answer(nonsense: Nonsense, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    peer, own = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    print("connect", own[1], peer, flush=True)
    with contextlib.suppress(OSError):
        asked = b""
        with contextlib.suppress(TimeoutError):
            asked = await asyncio.wait_for(reader.read(4096), timeout=UNASKED_AFTER_SECONDS)
        while asked or not reader.at_eof():
            writer.write(nonsense.reply(asked))
            await writer.drain()
            asked = await reader.read(4096)
        writer.close()
    print("disconnect", own[1], peer, flush=True)


class Datagrams(asyncio.DatagramProtocol):
    """The same over UDP."""

    def __init__(self, port: int) -> None:
        self.nonsense = Nonsense(port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        print("datagram", addr, data[:64].hex(), flush=True)
        self.transport.sendto(self.nonsense.reply(data), addr)


async def listen(port: int) -> asyncio.Server:
    nonsense = Nonsense(port)
    return await asyncio.start_server(
        lambda reader, writer: answer(nonsense, reader, writer), "0.0.0.0", port
    )


async def serve(tcp: list[int], udp: list[int]) -> None:
    loop = asyncio.get_running_loop()
    for port in udp:
        await loop.create_datagram_endpoint(partial(Datagrams, port), local_addr=("0.0.0.0", port))
    listeners = [await listen(port) for port in tcp]
    await asyncio.gather(*(listener.serve_forever() for listener in listeners))


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
