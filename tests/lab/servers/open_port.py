"""Ours: ports that accept a connection, wait for a first message and never speak first; what comes is written down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(ports=[int(port.partition("/")[0]) for port in site.server.ports])]


async def listen(port: int, address: str = "0.0.0.0") -> asyncio.Server:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = await reader.read(4096)
        print("request" if heard else "not a word", heard.hex(), flush=True)
        writer.close()

    return await asyncio.start_server(talk, address, port)


async def serve(ports: list[int]) -> None:
    listeners = [await listen(port) for port in ports]
    await asyncio.gather(*(listener.serve_forever() for listener in listeners))


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
