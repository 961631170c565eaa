"""Ours: a misbehaving device for tests. It sends as fast as it can; one datagram brings 200."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
DATAGRAMS = 200
BLOCK = b"All work and no play makes a dull machine.\r\n" * 1400


def programs(site: servers.Site) -> list[Program]:
    split = [port.split("/") for port in site.server.ports]
    return [
        site.ours(
            tcp=[int(number) for number, transport in split if transport == "tcp"],
            udp=[int(number) for number, transport in split if transport == "udp"],
        )
    ]


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    peer, own = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    sent = 0
    print("connect", own[1], peer, flush=True)
    with contextlib.suppress(OSError):
        while not reader.at_eof():
            writer.write(BLOCK)
            sent += len(BLOCK)
            await writer.drain()
            # drain() doesn't always yield; without this the closing would go unnoticed.
            await asyncio.sleep(0)
    writer.transport.abort()
    print("disconnect", own[1], peer, sent, "bytes", flush=True)


class Echo(asyncio.DatagramProtocol):
    """Answers each datagram with many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        print("datagram", addr, data[:64].hex(), flush=True)
        for number in range(DATAGRAMS):
            self.transport.sendto(data[:24] + number.to_bytes(2, "little") + BLOCK[:512], addr)


async def serve(tcp: list[int], udp: list[int]) -> None:
    loop = asyncio.get_running_loop()
    for port in udp:
        await loop.create_datagram_endpoint(Echo, local_addr=("0.0.0.0", port))
    listeners = [await asyncio.start_server(pour, "0.0.0.0", port) for port in tcp]
    await asyncio.gather(*(listener.serve_forever() for listener in listeners))


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
