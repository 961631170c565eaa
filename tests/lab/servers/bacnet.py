"""A building controller's BACnet/IP service: bacpypes3, with a device object and nothing behind it.

With `passes_on_to` it is a broadcast management device (BBMD), which any device may register with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(address=f"{site.address}/24:{site.port}", told=site.options)]


async def serve(address: str, told: dict[str, Any]) -> None:
    from bacpypes3.app import Application  # type: ignore[import-not-found]
    from bacpypes3.basetypes import BDTEntry, IPMode  # type: ignore[import-not-found]
    from bacpypes3.local.device import DeviceObject  # type: ignore[import-not-found]
    from bacpypes3.local.networkport import NetworkPortObject  # type: ignore[import-not-found]

    device = DeviceObject(
        objectIdentifier=("device", int(told["instance"])),
        objectName=told["name"],
        vendorIdentifier=int(told["vendor_id"]),
        vendorName=told["vendor"],
        modelName=told["model"],
        firmwareRevision=told["firmware"],
        applicationSoftwareVersion=told["software"],
    )
    port = NetworkPortObject(address, objectIdentifier=("network-port", 1), objectName="port")
    if peers := told.get("passes_on_to"):
        # As bacpypes3's own command line does it (Application.from_args).
        port.bacnetIPMode = IPMode.bbmd
        port.bbmdAcceptFDRegistrations = True
        port.bbmdForeignDeviceTable = []
        port.bbmdBroadcastDistributionTable = [BDTEntry(peer) for peer in peers]
    # Kept in a variable: an application that nobody holds is collected, and answers no more.
    application = Application.from_object_list([device, port])
    print("serving", application, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(**servers.settings()))
