"""Ours: gives whole requests to a responder, over TCP and UDP, and logs what was asked in hexadecimal."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import cast

from tests.lab import servers

Answer = Callable[[bytes], bytes]
"""The reply to one whole request; empty: none."""

Size = Callable[[bytes], int]
"""How long the request that begins so is; 0 while that can't be said yet."""

MOST_HELD = 4096


def ports(site: servers.Site) -> dict[str, list[int]]:
    """A server's ports by transport, as `run` takes them."""
    split = [port.split("/") for port in site.server.ports]
    return {kind: [int(number) for number, how in split if how == kind] for kind in ("tcp", "udp")}


def run(  # noqa: PLR0917 - a server's whole settings
    answer: Answer, size: Size, tcp: list[int], udp: list[int], address: str = "0.0.0.0",
    secure: ssl.SSLContext | None = None,
) -> None:  # fmt: skip
    """Serves until it is ended; its TCP ports inside TLS where `secure` is given."""
    asyncio.run(serving(answer, size, tcp, udp, secure, address))


async def serving(  # noqa: PLR0917 - the same
    answer: Answer, size: Size, tcp: list[int], udp: list[int], secure: ssl.SSLContext | None = None,
    address: str = "0.0.0.0",
) -> None:  # fmt: skip
    """The same beside other servers of one program."""
    loop = asyncio.get_running_loop()
    for port in udp:
        await loop.create_datagram_endpoint(lambda: _Datagrams(answer), local_addr=(address, port))
    for port in tcp:
        await asyncio.start_server(
            lambda reader, writer: _talk(answer, size, reader, writer), address, port, ssl=secure
        )
    await asyncio.Event().wait()


async def _talk(
    answer: Answer, size: Size, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    held = b""
    with contextlib.suppress(OSError):
        while (came := await reader.read(1024)) and len(held) < MOST_HELD:
            held += came
            while 0 < (length := size(held)) <= len(held):
                request, held = held[:length], held[length:]
                print("request", request.hex(), flush=True)
                writer.write(answer(request))
                await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        print("request", data.hex(), flush=True)
        if reply := self.answer(data):
            self.transport.sendto(reply, addr)
