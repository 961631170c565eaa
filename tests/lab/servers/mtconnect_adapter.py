"""Ours: the adapter of a machine tool, which tells its data to whoever connects; or to its own agent only.

Origin: the lines that an adapter of an Okuma lathe told, as the reference agent keeps them (mtconnect/cppagent,
demo/agent/okuma.txt), and the answer to a PING in the same project's simulator/run_scenario.rb. That simulator is a
script of Ruby in no package.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
EVERY_SECONDS = 1.0
LINES = (
    "2022-08-08T13:51:34.7167146Z|avail|AVAILABLE|fmode|PROCESS_DEVELOPMENT|OperatingSystem|Windows 10\n",
    "2022-08-08T13:51:34.7167146Z|system|NORMAL||||\n",
    "2022-08-08T13:51:34.7167146Z|CoolantSystem1_cond|NORMAL||||\n",
)
PING, PONG = b"* PING", b"* PONG 10000\n"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port, **site.options)]


async def serve(port: int, agent: str = "") -> None:
    """`agent`: the one address that is told anything; empty: all are."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")[0]
        print("connection of", peer, flush=True)
        with contextlib.suppress(ConnectionError):
            if not agent or peer == agent:
                await asyncio.gather(_tell(writer), _hear(reader, writer))
        writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", port)
    await server.serve_forever()


async def _tell(writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write("".join(LINES).encode())
        await writer.drain()
        await asyncio.sleep(EVERY_SECONDS)


async def _hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while said := await reader.readline():
        print("heard", said, flush=True)
        if said.startswith(PING):
            writer.write(PONG)
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
