"""Devices whose fault shows only beside others: copies, a second address server, a machine with two legs.

They come up where a test names them, never with the whole factory.
"""

from __future__ import annotations

from typing import Any

from tests.lab import plant
from tests.lab.model import Device, Server

BRIDGE = {**plant.LOGIX_OBJECT, "serial": 0x60A1B2F0}


def _machine(octet: int, name: str, maker: str, *servers: Server, **rest: Any) -> Device:
    """`maker`: the first five bytes of its card's address."""
    role = rest.pop("role", "server")
    return Device(name, f"10.83.0.{octet}", f"{maker}:{octet:02x}", role, servers, **rest)


def _server(octet: int, name: str, *servers: Server, **rest: Any) -> Device:
    """Of a maker of office servers: that is what releases it in a mixed zone (docs/decisions/0006-office.md)."""
    return _machine(octet, name, "00:25:90:77:50", *servers, **rest)


def _keys(**settings: Any) -> tuple[Server, ...]:
    """An SSH and a TLS server; `copy_of`: with the keys of another machine."""
    web = {"title": "Notes", "tls": {"names": "DNS:server.lab"} if settings else {}, **settings}
    return Server("ssh", ("22/tcp",), settings), Server("web", ("443/tcp",), web)


def _panel(octet: int, name: str) -> Device:
    """A panel computer that was set up from the image of another one."""
    told = {**plant.ROBOT, **plant.SECURED, "copy_of": "copied-panel"}
    return _machine(octet, name, "00:0c:26:9a:50", Server("opcua", ("4840/tcp",), told), role="panel")


def _addresses(octet: int, name: str, maker: str, *, first: int) -> Device:
    """A box that hands out addresses, from `first` on."""
    return _machine(octet, name, maker, Server("dhcp", ("67/udp",), {"first": first}), role="switch")


def _clock(octet: int, name: str, clock: str, **rest: Any) -> Device:
    web = Server("clock_web", ("80/tcp",), {"title": "Shift plan", "clock": clock})
    return _server(octet, name, Server("ssh", ("22/tcp",)), web, **rest)


def _liar(octet: int, name: str, *ports: str, **how: Any) -> Device:
    """Every text that it tells is an attack on whoever reads the report."""
    return _server(octet, name, Server("hostile", ports, how))


UPDATED = {**plant.MODICON, "version": "v3.20"}

DEVICES = (
    _panel(210, "panel-image-1"),
    _panel(211, "panel-image-2"),
    _addresses(212, "address-server", "00:09:5b:5d:30", first=240),
    _addresses(213, "forgotten-box", "50:c7:bf:5d:30", first=246),
    _machine(214, "starting-drive", "28:63:36:4b:50", Server("dhcp_client", ("68/udp",)), role="drive"),
    # The press of the factory after an update: same card, same address.
    Device(
        "press-plc-updated", "10.83.0.10", "00:80:f4:1a:22:10", "controller",
        (Server("modbus", ("502/tcp",), UPDATED),), {"modbus": UPDATED},
    ),
    _machine(
        215, "bridge-plc", "00:1d:9c:c7:50", Server("enip", ("44818/tcp", "44818/udp"), BRIDGE), role="controller",
        leg="10.83.1.11",
    ),
    _clock(216, "slow-clock", "-2h", weaknesses=frozenset({"clock-off"}), twin_of="right-clock"),
    _clock(217, "right-clock", "+0"),
    _server(218, "server-image-1", *_keys(copy_of="copied-server")),
    _server(219, "server-image-2", *_keys(copy_of="copied-server")),
    _server(221, "time-box", Server("ssh", ("22/tcp",)), Server("ntp", ("123/udp",), {"synchronised": True})),
    _server(220, "own-keys", *_keys(), twin_of="server-image-1"),
    _machine(
        95, "drive-with-debugger", "00:20:4f:d1:50", Server("wdb", ("17185/udp",)), role="controller",
        weaknesses=frozenset({"wdb-open"}),
    ),
    _machine(
        96, "supplier-box", "00:03:27:4b:50", Server("web", ("80/tcp",), {"title": "Line 3"}), role="router",
        weaknesses=frozenset({"supplier-router"}),
    ),
    _machine(97, "robot-abb", "00:0c:26:4b:50", Server("robot_web", ("80/tcp",)), role="robot"),
    _machine(
        98, "line-page", "00:0c:26:4b:50", Server("web", ("80/tcp",), {"title": "Line 3"}), twin_of="supplier-box",
    ),
    _liar(222, "liar", "21/tcp", "22/tcp", "25/tcp", "80/tcp", "443/tcp", "137/udp"),
    _liar(223, "long-liar", "80/tcp", "443/tcp", "502/tcp", long=True),
)  # fmt: skip
