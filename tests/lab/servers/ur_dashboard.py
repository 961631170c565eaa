"""Ours: the dashboard server of a Universal Robots controller.

Origin: the makers' list of commands (Dashboard Server, port 29999, 15690), the answers that their own
client library expects (Universal_Robots_Client_Library, table of commands), and lines of robots in
public logs. It knows commands that move a robot, and writes down loudly that one came.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
GREETING = "Connected: Universal Robots Dashboard Server"
MOVES = {
    "play": "Starting program", "stop": "Stopped", "pause": "Pausing program", "power on": "Powering on",
    "power off": "Powering off", "brake release": "Brake releasing", "shutdown": "Shutting down",
    "unlock protective stop": "Protective stop releasing", "restart safety": "Restarting safety",
}  # fmt: skip


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(port=site.port, told=site.options)]


def answer(told: dict[str, str], command: str) -> str:
    known = {
        "polyscopeversion": f"URSoftware {told['version']} (Jan 24 2022)",
        "get robot model": told["product"],
        "get serial number": told["serial"],
        "robotmode": "Robotmode: RUNNING",
        "quit": "Disconnected",
    }
    return known.get(command.lower()) or MOVES.get(command) or f"could not understand: '{command}'"


async def listen(port: int, told: dict[str, str], address: str = "0.0.0.0") -> asyncio.Server:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{GREETING}\n".encode())
        while line := await reader.readline():
            command = line.decode("ascii", "replace").strip()
            print("MOVED BY" if command in MOVES else "request", command, flush=True)
            writer.write(f"{answer(told, command)}\n".encode())
            await writer.drain()
        print("disconnect", flush=True)
        writer.close()

    return await asyncio.start_server(talk, address, port)


async def serve(port: int, told: dict[str, str]) -> None:
    await (await listen(port, told)).serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
