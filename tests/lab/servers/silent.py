"""A device that hears everything and answers nothing but ARP; needs no process, only routes to nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import network, servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("ip",)


def programs(site: servers.Site) -> list[Program]:
    # Answers have no way back, whatever they are: no reset, no ICMP message. ARP needs no route.
    network.ip("-n", site.device.namespace, "route", "replace", "blackhole", "default")
    network.ip("-n", site.device.namespace, "route", "replace", "blackhole", "10.83.0.0/24")
    return []
