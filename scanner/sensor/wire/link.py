"""The link layer, through scapy: ARP requests, and listening to what everybody hears."""

import contextlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv4Interface, ip_network
from pathlib import Path
from typing import Any

from scapy.arch import get_if_addr, get_if_hwaddr
from scapy.config import conf
from scapy.data import ETH_P_ALL, ETH_P_ARP
from scapy.interfaces import get_if_list
from scapy.layers.l2 import ARP, Ether

from scanner.doors import DoorLocked, Pass, opened
from scanner.model import Service
from scanner.plugin import Refused
from scanner.sensor.guard.guard import Ask, Guard

BROADCAST = "ff:ff:ff:ff:ff:ff"
CAP_NET_RAW = 13

MOST_LATE = 1000
"""Frames that are read at most once the time is over."""

MOST_EARLIER = 100_000
"""Frames from before a question that are thrown away at most: more is a flood, and still coming."""

# With the default buffer, replies to a sweep get lost.
conf.bufsize = 2**24
conf.verb = 0


@cache
def may_use_raw() -> bool:
    """Whether the kernel lets this process onto the link layer (CAP_NET_RAW)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    effective = next(line for line in lines if line.startswith("CapEff"))
    return bool(int(effective.split()[1], 16) >> CAP_NET_RAW & 1)


@dataclass(frozen=True)
class Route:
    """How an address is reached. `gateway` empty: it is on the local link."""

    interface: str
    source: str
    gateway: str


def route_to(address: str) -> Route:
    """The kernel's route. Sends nothing."""
    interface, source, gateway = conf.route.route(address)
    return Route(str(interface), source, "" if gateway == "0.0.0.0" else gateway)  # noqa: S104


def has_way(network: str) -> bool:
    """Whether this machine knows a way into a network. Of IPv6 nothing is looked up. Sends nothing."""
    first = ip_network(network).network_address
    # scapy gives no source where the kernel has no route.
    return first.version == 6 or route_to(str(first)).source != "0.0.0.0"  # noqa: S104


def own_interface(address: str) -> IPv4Interface:
    """Our own address and network towards `address`. Sends nothing."""
    route = route_to(address)
    on_link = (row for row in conf.route.routes if row[3] == route.interface and row[2] == "0.0.0.0")  # noqa: S104
    masks = [
        row[1]
        for row in on_link
        if 0 < row[1] < 0xFFFFFFFF and int(IPv4Address(route.source)) & row[1] == row[0]
    ]
    return IPv4Interface((route.source, bin(max(masks, default=0xFFFFFFFF)).count("1")))


def interfaces() -> list[str]:
    return [str(name) for name in get_if_list()]


def maker_of(mac: str) -> str:
    """The maker that a MAC address is registered to; empty when unknown or locally made up."""
    if not mac or int(mac[:2], 16) & 2:
        return ""
    found = conf.manufdb.lookup(mac)[1] if conf.manufdb else ""
    # The register's file holds a remark behind some names.
    return "" if found.lower() == mac.lower() else str(found).split("\t")[0].split("#")[0].strip()


@dataclass(frozen=True)
class ArpReply:
    address: str
    mac: str
    seconds: float


@dataclass
class ArpDoor:
    """Asks "who has this address?" on one interface."""

    guard: Guard
    interface: str
    _socket: Any = None
    _sent: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> "ArpDoor":
        with opened(Pass(raw=True)):
            self._socket = conf.L2socket(iface=self.interface, type=ETH_P_ARP)
        self._mac = get_if_hwaddr(self.interface)
        self._source = get_if_addr(self.interface)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, address: str, why: str, mac: str = BROADCAST) -> None:
        """One ARP request frame; to one machine when `mac` is known. Raises Refused."""
        ask = Ask(address=address, kind="frame", what="ARP request", why=why, frames=1,
                  service=Service(transport="link", port=0))  # fmt: skip
        self.guard.permit(ask).spend(address, 0)
        frame = Ether(src=self._mac, dst=mac) / ARP(
            op="who-has", hwsrc=self._mac, psrc=self._source, hwdst="00:00:00:00:00:00", pdst=address
        )
        self._sent[address] = self.guard.clock.monotonic()
        self._socket.outs.send(bytes(frame))

    def replies(self, seconds: float) -> Iterator[ArpReply]:
        """Replies that come within `seconds` (0: those that are here already), to requests made here."""
        deadline = self.guard.clock.monotonic() + seconds
        for number in itertools.count():
            left = deadline - self.guard.clock.monotonic()
            # What has come already is read even when there is no time to wait; a flood is not.
            if left < 0 and number >= MOST_LATE:
                return
            if not self._socket.select([self._socket], remain=max(0.0, left)):
                return
            reply = self._read()
            if reply:
                yield reply

    def round_trip(self, address: str, mac: str, why: str, seconds: float = 1.0) -> float | None:
        """Seconds until one machine answers an ARP request to itself; None when it does not."""
        self._forget()
        self.ask(address, why, mac)
        for reply in self.replies(seconds):
            if reply.address == address:
                return reply.seconds
        return None

    def _forget(self) -> None:
        """What came before the question is no answer to it, as what the machine told our kernel when we connected."""
        for _ in range(MOST_EARLIER):
            if not self._socket.select([self._socket], remain=0):
                return
            self._socket.recv_raw(64)

    def _read(self) -> ArpReply | None:
        packet = self._socket.recv(2048)
        if packet is None or ARP not in packet or packet[ARP].op != 2:
            return None
        if (packet[ARP].hwlen, packet[ARP].plen) != (6, 4):
            return None  # no Ethernet and IPv4 addresses in it
        address, mac = packet[ARP].psrc, packet[ARP].hwsrc
        sent = self._sent.get(address)
        if sent is None:
            return None
        return ArpReply(address, mac, self.guard.clock.monotonic() - sent)


@dataclass
class Ears:
    """Hears every frame that reaches an interface. Sends nothing."""

    interface: str

    def __enter__(self) -> "Ears":
        with opened(Pass(raw=True)):
            self._socket: Any = conf.L2listen(iface=self.interface, type=ETH_P_ALL)
        self.mac = get_if_hwaddr(self.interface)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def next_frame(self, seconds: float) -> bytes | None:
        """The next frame that was not ours, as bytes; None after `seconds`."""
        if not self._socket.select([self._socket], remain=seconds):
            return None
        with contextlib.suppress(OSError):
            _, raw, _ = self._socket.recv_raw(2048)
            return bytes(raw) if raw else None
        return None


def link_door_closed() -> str:
    """Why the link layer can't be used; empty when it can."""
    if may_use_raw():
        return ""
    return f"no CAP_NET_RAW (user {os.geteuid()}): no ARP, no listening, no echo requests"


__all__ = ["ArpDoor", "ArpReply", "DoorLocked", "Ears", "Refused", "Route", "interfaces", "maker_of"]
