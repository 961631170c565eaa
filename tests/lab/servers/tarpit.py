"""Ours: a misbehaving device for tests. It accepts every connection and drips one byte a second, forever."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(ports=[int(port.partition("/")[0]) for port in site.server.ports])]


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    peer, own = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    print("connect", own[1], peer, flush=True)
    with contextlib.suppress(OSError):
        while not reader.at_eof():
            writer.write(b"\x03")
            await writer.drain()
            # Reading, too, or the peer's closing would never be noticed.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(4096), timeout=1)
        writer.close()
    print("disconnect", own[1], peer, flush=True)


async def serve(ports: list[int]) -> None:
    listeners = [await asyncio.start_server(drip, "0.0.0.0", port) for port in ports]
    await asyncio.gather(*(listener.serve_forever() for listener in listeners))


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
