"""A building controller's BACnet/IP service: bacpypes3, with a device object and nothing behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(address=f"{site.address}/24:{site.port}", told=site.options)]


async def serve(address: str, told: dict[str, str]) -> None:
    from bacpypes3.ipv4.app import NormalApplication  # type: ignore[import-not-found]
    from bacpypes3.local.device import DeviceObject  # type: ignore[import-not-found]
    from bacpypes3.pdu import IPv4Address  # type: ignore[import-not-found]

    device = DeviceObject(
        objectIdentifier=("device", int(told["instance"])),
        objectName=told["name"],
        vendorIdentifier=int(told["vendor_id"]),
        vendorName=told["vendor"],
        modelName=told["model"],
        firmwareRevision=told["firmware"],
        applicationSoftwareVersion=told["software"],
    )
    # Kept in a variable: an application that nobody holds is collected, and answers no more.
    application = NormalApplication(device, IPv4Address(address))
    print("serving", application, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
