"""A controller's Modbus/TCP server: pymodbus, with a device identification (function 0x2B, MEI 0x0E)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.lab import places, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (places.lab_python(),)


def programs(site: servers.Site) -> list[Program]:
    return [site.third_party(**site.options)]


async def serve(told: dict[str, str]) -> None:
    from pymodbus import ModbusDeviceIdentification  # type: ignore[import-not-found]
    from pymodbus.server import StartAsyncTcpServer  # type: ignore[import-not-found]
    from pymodbus.simulator import DataType, SimData, SimDevice  # type: ignore[import-not-found]

    registers = SimData(0, count=100, values=17, datatype=DataType.REGISTERS)
    await StartAsyncTcpServer(
        # Number 0 means "whatever unit is asked for": a controller without serial lines behind it does so.
        SimDevice(0, simdata=[registers]),
        identity=ModbusDeviceIdentification(
            info_name={
                "VendorName": told["vendor"],
                "ProductCode": told["product_code"],
                "MajorMinorRevision": told["version"],
                "VendorUrl": told["url"],
                "ProductName": told["product"],
                "ModelName": told["model"],
            }
        ),
        address=("0.0.0.0", 502),
        trace_connect=lambda connected: print("connect" if connected else "disconnect"),
        trace_packet=_traced,
    )


def _traced(sending: bool, packet: bytes) -> bytes:
    if packet:
        print("reply" if sending else "request", packet.hex())
    return packet


if __name__ == "__main__":
    asyncio.run(serve(servers.settings()))
