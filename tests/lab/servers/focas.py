"""Ours: a Fanuc control's FOCAS port, with the answers that a published honeypot recorded of a Series 0i mate MD.

Origin: request and answer pairs in the classifier of a CNC honeypot (opening, system information), and
the frame tables of pyfanuc's README (header, types, an error answer). It shares nothing with the probe.
It has two sessions, as a control has, and holds each until it is closed.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
SESSIONS = 2
SYNC = "a0a0a0a0"
OPENED = (
    SYNC + "000401020168" + "00060005000100200008000a00030003000200020000000100010000000100000000000000000000"
    "204d0001000000020002000000010001"
).ljust(740, "0")
ANSWERS = {
    # Both kinds of opening got the same answer.
    SYNC + "00010101" + "0002" + "0001": OPENED,
    SYNC + "00010101" + "0002" + "0002": OPENED,
    SYNC + "00012101001e0001001c000100010018" + "00" * 20: (
        SYNC + "0004210200240001002200010001001800000000000000120402" + "00202030204d4435463331312e303032"
    ),
    SYNC + "00010201" + "0000": SYNC + "00040202" + "0000",
}
REFUSED = SYNC + "00042103" + "0000"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port)]


class Control:
    """Answers what was recorded; keeps count of the sessions that are open."""

    def __init__(self) -> None:
        self.sessions = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        if self.sessions >= SESSIONS:
            print("no session left for", peer, flush=True)
            writer.close()
            return
        self.sessions += 1
        try:
            await self._answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            print("gone without closing", peer, flush=True)
        finally:
            self.sessions -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readexactly(10)
            asked = (head + await reader.readexactly(int.from_bytes(head[8:10], "big"))).hex()
            print("request", asked, flush=True)
            writer.write(bytes.fromhex(ANSWERS.get(asked, REFUSED)))
            await writer.drain()
            if asked[12:16] == "0201":
                print("closed", flush=True)
                return


async def listen(port: int, address: str = "0.0.0.0") -> asyncio.Server:
    return await asyncio.start_server(Control().talk, address, port)


async def serve(port: int) -> None:
    await (await listen(port)).serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
