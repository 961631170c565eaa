"""Ours: a camera's RTSP port. It answers OPTIONS and wants a login for everything else, or (`locked`) for that too.

Origin: a Dahua camera's answer to OPTIONS as the project scottlamb/retina keeps it
(src/client/testdata/dahua_options.txt); the refusal of DESCRIBE as RFC 2326, section 11.3.1 has it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
TOLD = (
    "RTSP/1.0 200 OK\r\nCSeq: {number}\r\nServer: {server}\r\n"
    "Public: OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, TEARDOWN, SET_PARAMETER, "
    "GET_PARAMETER\r\n\r\n"
)
REFUSED = (
    "RTSP/1.0 401 Unauthorized\r\nCSeq: {number}\r\n"
    'WWW-Authenticate: Digest realm="{server}", nonce="8b84"\r\n\r\n'
)


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port, **site.options)]


def answer(asked: str, server: str, *, locked: bool = False) -> str:
    rows = dict(row.split(": ", 1) for row in asked.split("\r\n")[1:] if ": " in row)
    told = TOLD if asked.startswith("OPTIONS ") and not locked else REFUSED
    return told.format(number=rows.get("CSeq", "0"), server=server)


async def listen(port: int, server: str, address: str = "0.0.0.0", *, locked: bool = False) -> asyncio.Server:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).decode("ascii", "replace")
                print("request", asked.partition("\r\n")[0], flush=True)
                writer.write(answer(asked, server, locked=locked).encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            print("disconnect", flush=True)
        writer.close()

    return await asyncio.start_server(talk, address, port)


async def serve(port: int, server: str, *, locked: bool = False) -> None:
    await (await listen(port, server, locked=locked)).serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
