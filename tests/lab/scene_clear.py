"""Machines that talk in clear or tell too much: stations, cameras, adapters. Up only where a test names them."""

from __future__ import annotations

from typing import Any

from tests.lab import field, shopfloor
from tests.lab.model import Device, Server

OWN_WORD = "vault-7-cellar"
"""The community of the chiller: a password that nobody guesses, sent in clear."""


def _device(
    octet: int, name: str, maker: str, role: str, server: Server, *weaknesses: str, **rest: Any
) -> Device:
    """`maker`: the first five bytes of its card's address."""
    mac = f"{maker}:{octet:02x}"
    return Device(name, f"10.83.0.{octet}", mac, role, (server,), weaknesses=frozenset(weaknesses), **rest)


def _air(instance: int, name: str, **more: Any) -> Server:
    return Server("bacnet", ("47808/udp",), {**field.AIR, "instance": str(instance), "name": name, **more})


def _says(version: str, what: str, community: str = "") -> Server:
    return Server("snmp_sender", (), {"version": version, "what": what, "community": community})


DEVICES: tuple[Device, ...] = (
    _device(
        192, "air-bridge", "00:40:ae:03:50", "building controller",
        _air(4721, "AHU-2", passes_on_to=["10.83.0.192", "10.83.1.9"]), "bacnet-reachable", "bacnet-bbmd-open",
    ),
    # BACnet itself knows no password, so this one is open as well; but it is no bridge.
    _device(
        193, "air-no-bridge", "00:40:ae:03:50", "building controller", _air(4722, "AHU-3"), "bacnet-reachable",
        twin_of="air-bridge",
    ),
    _device(
        194, "label-desk", "00:25:90:77:51", "computer", _says("1", "search", "public"), "snmp-clear-text-heard"
    ),
    _device(
        195, "chiller", "00:c0:b7:2a:51", "cooling unit", _says("2c", "trap", OWN_WORD), "snmp-clear-text-heard"
    ),
    _device(
        226, "old-chiller", "00:c0:b7:2a:51", "cooling unit", _says("1", "trap", "private"), "snmp-clear-text-heard"
    ),
    _device(196, "chiller-secured", "00:c0:b7:2a:51", "cooling unit", _says("3", "trap"), twin_of="chiller"),
    # Whether it shows a picture to strangers is asked with consent only, and not in this scene: see scene_cameras.
    _device(197, "camera-yard", "3c:ef:8c:77:51", "camera", Server("rtsp", ("554/tcp",), shopfloor.CAMERA)),
    _device(
        198, "camera-locked", "3c:ef:8c:77:51", "camera",
        Server("rtsp", ("554/tcp",), {**shopfloor.CAMERA, "locked": True}), twin_of="camera-yard",
    ),
    _device(
        199, "lathe-adapter", "00:0b:ab:6c:51", "machine tool", Server("mtconnect_adapter", ("7878/tcp",)),
        "mtconnect-adapter-open",
    ),
    _device(
        224, "lathe-adapter-fenced", "00:0b:ab:6c:51", "machine tool",
        Server("mtconnect_adapter", ("7878/tcp",), {"agent": "10.83.0.152"}), twin_of="lathe-adapter",
    ),
    _device(
        225, "robot-without-bridge", "00:60:c8:3b:51", "robot", Server("web", ("80/tcp",), {"title": "Cell 4"}),
        twin_of="robot-kuka",
    ),
)  # fmt: skip
