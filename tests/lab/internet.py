"""A piece of internet behind the lab's router: one address of a documentation range (RFC 5737), in namespaces only."""

from __future__ import annotations

import json
import sys
import time

from tests.lab import network, places, programs, segments
from tests.lab.network import Member
from tests.lab.programs import Program

ADDRESS, PORT = "203.0.113.10", 443
NETWORK, GATEWAY = "203.0.113.0/24", "203.0.113.1"
NAMESPACE, SWITCH = "vgl-internet", "vgl-internet-switch"
SILENT, LOUD = "blackhole", "prohibit"
"""How a firewall lets nobody out: without a word, or by telling so (kinds of routes, ip-route(8))."""


def build(shut: str = "") -> None:
    """Needs the router. `shut`: how it keeps everybody from going out; empty: all may."""
    network.make_switch(SWITCH)
    network.attach(SWITCH, [
        Member(NAMESPACE, f"{ADDRESS}/24", "4c:5e:0c:d1:71:fe", routes=(f"default via {GATEWAY}",)),
        Member("vgl-router", f"{GATEWAY}/24", "4c:5e:0c:d1:71:02", interface="eth2"),
    ])  # fmt: skip
    network.write("vgl-router", "net/ipv4/ip_forward", "1")
    network.ip("-n", segments.SCANNER, script=f"route add {NETWORK} via 10.83.0.1\n")
    if shut:
        network.ip("-n", "vgl-router", script=f"route add {shut} {ADDRESS}/32\n")
    _serve()


def _serve() -> None:
    folder = places.folder("internet")
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"ports": [PORT]})
    program = Program((sys.executable, "-u", "-m", "tests.lab.servers.open_port", told), "internet.log")
    pid = programs.start(program, "internet", NAMESPACE, folder).pid
    until = time.monotonic() + 120
    while f"{PORT}/tcp" not in programs.listening(pid, NAMESPACE) and time.monotonic() < until:
        time.sleep(0.1)


def heard() -> list[str]:
    """What was said over each connection that came there."""
    return (places.folder("internet") / "internet.log").read_text().splitlines()
