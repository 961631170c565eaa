"""A PROFINET station that answers DCP Identify. Made with scapy's pnio_dcp layers, after IEC 61158-6-10, 4.3.

No free PROFINET device stack is packaged; scapy's layers are a source of their own beside the program's parser.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
IDENTIFY_ALL = bytes.fromhex("fefe0500")


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(**site.options, address=site.address)]


def _padded(block: bytes, length: int) -> bytes:
    """The block with its length filled in, padded to an even number of bytes (scapy leaves both to us)."""
    whole = block[:2] + length.to_bytes(2, "big") + block[4 : 4 + length]
    return whole + b"\0" * (length % 2)


def serve(told: dict[str, str]) -> None:
    """Answers each Identify-All with the station's name, ids, role and address."""
    from scapy.arch import get_if_hwaddr
    from scapy.config import conf
    from scapy.contrib.pnio import ProfinetIO
    from scapy.contrib.pnio_dcp import (
        DCPDeviceIDBlock,
        DCPDeviceRoleBlock,
        DCPIPBlock,
        DCPManufacturerSpecificBlock,
        DCPNameOfStationBlock,
        ProfinetDCP,
    )
    from scapy.layers.l2 import Ether

    own = get_if_hwaddr("eth0")
    link: Any = conf.L2socket(iface="eth0", type=0x8892)
    while True:
        asked = bytes(link.recv_raw(2048)[1] or b"")
        if asked[14:18] != IDENTIFY_ALL:
            continue
        blocks = b"".join(
            _padded(bytes(block), length)
            for block, length in (
                (
                    DCPManufacturerSpecificBlock(device_vendor_value=told["model"], dcp_block_length=1),
                    2 + len(told["model"]),
                ),
                (
                    DCPNameOfStationBlock(name_of_station=told["station"], dcp_block_length=1),
                    2 + len(told["station"]),
                ),
                (
                    DCPDeviceIDBlock(
                        vendor_id=int(told["vendor_id"], 16), device_id=int(told["device_id"], 16)
                    ),
                    6,
                ),
                (DCPDeviceRoleBlock(device_role_details=1), 4),
                (DCPIPBlock(ip=told["address"], netmask="255.255.255.0", gateway="0.0.0.0"), 14),
            )
        )
        number = int.from_bytes(asked[18:22], "big")
        head = ProfinetDCP(service_id=5, service_type=1, xid=number, reserved=0, dcp_data_length=len(blocks))
        frame = Ether(dst=asked[6:12].hex(":"), src=own, type=0x8892) / ProfinetIO(frameID=0xFEFF)
        link.outs.send(bytes(frame)[:16] + bytes(head)[:10] + blocks)
        print("answered", asked[6:12].hex(":"), flush=True)


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
