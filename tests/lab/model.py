"""What a device of the lab is: its address, its servers, what they tell and which faults they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Told = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Server:
    """One server of a device: its kind (a file in `servers/`), its ports ("502/tcp") and its settings."""

    kind: str
    ports: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Device:
    """One device: what a good audit must learn about it, and which checks must find fault with it."""

    name: str
    address: str
    mac: str
    role: str
    servers: tuple[Server, ...] = ()
    identity: Told = field(default_factory=dict, hash=False)
    weaknesses: frozenset[str] = frozenset()
    twin_of: str | None = None
    mute: bool = False
    leg: str = ""  # a second address, in the segment behind the router
    by_guess: frozenset[str] = frozenset()  # found only in a network of the zone it, with every guess allowed

    @property
    def ports(self) -> tuple[str, ...]:
        return tuple(port for server in self.servers for port in server.ports)

    @property
    def namespace(self) -> str:
        return f"vgl-{self.name}"
