"""How quickly an asset answers: ARP on the local link, an echo request beyond it."""

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from ipaddress import ip_address

from scanner.plugin import Refused
from scanner.sensor.guard.guard import Guard
from scanner.sensor.wire.echo import EchoDoor
from scanner.sensor.wire.link import ArpDoor, may_use_raw, route_to

WHY = "canary"


@dataclass
class Pulse:
    """Measures round trips. One at a time: it is a heartbeat, not a load."""

    guard: Guard
    routed: set[str]
    _stack: ExitStack = field(default_factory=ExitStack)
    _doors: dict[str, ArpDoor] = field(default_factory=dict)
    _echo: EchoDoor | None = None
    _no_echo: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> "Pulse":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, address: str, mac: str) -> float | None:
        """Seconds; None for silence, and where there is no way to measure. Raises Refused."""
        if ip_address(address).version == 6:
            return None
        with self._lock:
            route = route_to(address)
            if mac and may_use_raw() and not route.gateway and route.interface != "lo":
                return self._arp(self.guard.order.interface or route.interface).round_trip(address, mac, WHY)
            echo = self._echo_door()
            return echo.round_trip(address, WHY) if echo else None

    def _arp(self, interface: str) -> ArpDoor:
        if interface not in self._doors:
            self._doors[interface] = self._stack.enter_context(ArpDoor(self.guard, interface))
        return self._doors[interface]

    def _echo_door(self) -> EchoDoor | None:
        if self._echo is None and not self._no_echo:
            try:
                self._echo = self._stack.enter_context(EchoDoor(self.guard))
            except Refused:
                self._no_echo = True
        return self._echo
