"""Ours: a device that asks everybody for an address, again and again, as one does that was just switched on.

DHCPDISCOVER with the broadcast flag (RFC 2131, sections 2 and 4.1), so that the offers are heard by everybody.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ()
EVERY = 2.0
"""Seconds."""
COOKIE = b"\x63\x82\x53\x63"
DISCOVER = b"\x35\x01\x01\xff"


def programs(site: servers.Site) -> list[Program]:
    return [site.ours(mac=site.device.mac)]


def question(mac: str, number: int) -> bytes:
    card = bytes.fromhex(mac.replace(":", ""))
    head = struct.pack("!4BI2H16x", 1, 1, 6, 0, number, 0, 0x8000)
    return head + card + bytes(10 + 64 + 128) + COOKIE + DISCOVER


def ask(mac: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
        line.bind(("", 68))
        number = 1
        while True:
            line.sendto(question(mac, number), ("255.255.255.255", 67))
            number += 1
            time.sleep(EVERY)


if __name__ == "__main__":
    ask(**servers.settings())
