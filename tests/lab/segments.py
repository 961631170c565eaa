"""The factory's two segments: the switched one, and an office behind a router."""

from __future__ import annotations

from collections.abc import Iterable

from tests.lab import network
from tests.lab.model import Device
from tests.lab.network import Member

SWITCH = "vgl-switch"
FAR_SWITCH = "vgl-far-switch"
SCANNER = "vgl-scanner"
SCANNER_ADDRESS = "10.83.0.2"
# An invented address of an Intel network card, as a small industrial computer has it.
SCANNER_MAC = "00:1b:21:83:00:02"
ROUTER_FAR_MAC = "4c:5e:0c:d1:71:01"
NEAR_ROUTES = ("10.83.1.0/24 via 10.83.0.1", "multicast 224.0.0.0/4 dev eth0")
FAR_ROUTES = ("10.83.0.0/24 via 10.83.1.1", "multicast 224.0.0.0/4 dev eth0")


def is_far(device: Device) -> bool:
    return device.address.startswith("10.83.1.")


def build(devices: Iterable[Device]) -> None:
    """Makes the switch, the scanner's place and those devices that have none yet."""
    devices = [one for one in devices if network.inode(one.namespace) is None]
    network.make_switch(SWITCH)
    network.attach(SWITCH, [*_scanner(), *(_near(one) for one in devices if not is_far(one))])
    legs = [_leg(one) for one in devices if one.leg]
    if far := [*(_far(one) for one in devices if is_far(one)), *legs]:
        network.make_switch(FAR_SWITCH)
        network.attach(FAR_SWITCH, [*_router_leg(), *far])


def _scanner() -> list[Member]:
    if network.inode(SCANNER) is not None:
        return []
    return [Member(SCANNER, f"{SCANNER_ADDRESS}/24", SCANNER_MAC, routes=NEAR_ROUTES)]


def _near(device: Device) -> Member:
    routes = () if device.role == "router" else NEAR_ROUTES
    return Member(device.namespace, f"{device.address}/24", device.mac, routes=routes)


def _far(device: Device) -> Member:
    return Member(device.namespace, f"{device.address}/24", device.mac, routes=FAR_ROUTES)


def _leg(device: Device) -> Member:
    second = f"{device.mac[:-2]}{int(device.mac[-2:], 16) ^ 1:02x}"
    return Member(device.namespace, f"{device.leg}/24", second, interface="eth1")


def _router_leg() -> list[Member]:
    network.write("vgl-router", "net/ipv4/ip_forward", "1")
    return [Member("vgl-router", "10.83.1.1/24", ROUTER_FAR_MAC, interface="eth1")]
