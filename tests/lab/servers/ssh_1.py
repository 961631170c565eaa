"""Ours: an SSH server that knows the first version only, as far as its greeting.

No packaged server speaks that version any more. The greeting is that of real devices: a Cisco 2950 or Aironet 1200 as
the tool cisco-torch found it ("Cisco found by SSH banner SSH-1.5-Cisco-1.25"); nmap's service list has the same shape
(`^SSH-(\\d[\\d.]+)-Cisco-(\\d[\\d.]+)\\r?\\n$`, "protocol $1").
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
GREETING = b"SSH-1.5-Cisco-1.25\n"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port)]


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(GREETING)
    said = await reader.readline()
    print("said", said.hex(), flush=True)
    writer.close()


async def serve(*, port: int, address: str = "0.0.0.0") -> None:
    async with await asyncio.start_server(_greet, address, port) as listener:
        await listener.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
