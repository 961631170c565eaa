"""Machines that open at one guess, and machines on which a list, a catalogue or a place tells, each beside a twin.

They come up only where a test names them. None is of a maker of plant equipment: nothing is guessed at a machine.
"""

from __future__ import annotations

from typing import Any

from tests.lab.model import Device, Server

POWER = {"description": "Lab Works UPS 1500, card 2.1", "object_id": ".1.3.6.1.4.1.8072.3.2.10"}
OWN_WORD = {**POWER, "community": "conveyor-belt"}


def _server(octet: int, name: str, *services: Server, **rest: Any) -> Device:
    sets: dict[str, Any] = {key: frozenset(rest.pop(key, ())) for key in ("weaknesses", "by_guess")}
    mac = rest.pop("mac", f"00:14:22:5d:30:{octet:02x}")
    return Device(name, f"10.83.0.{octet}", mac, "server", services, **sets, **rest)


def _mysql(*, login: bool) -> Server:
    return Server("mysql", ("3306/tcp",), {"login": login})


def _postgres(*, login: bool) -> Server:
    return Server("postgres", ("5432/tcp",), {"login": login})


GUESSED = (
    _server(169, "recipe-db", _mysql(login=False), by_guess=["mysql-empty-root"]),
    _server(170, "recipe-db-password", _mysql(login=True), twin_of="recipe-db"),
    _server(171, "history-db", _postgres(login=False), by_guess=["postgres-without-password"]),
    _server(172, "history-db-password", _postgres(login=True), twin_of="history-db"),
    _server(173, "backup-power", Server("snmp_public", ("161/udp",), POWER), by_guess=["snmp-public"]),
    _server(174, "backup-power-own-word", Server("snmp_public", ("161/udp",), OWN_WORD), twin_of="backup-power"),
)  # fmt: skip


def _search(version: str) -> Server:
    """A search server that tells everybody its version."""
    return Server("consoles", ("9200/tcp",), {"login": False, "search": version})


FIREWALL = Server("web", ("443/tcp",), {"title": "Login | OPNsense", "tls": {}})
OLD, MENDED = "1.4.2", "9.2.1"

# What attackers use and until when a maker mends, is in fetched lists: tests/promises/test_a_list_of_machines.py.
KNOWN = (
    _server(
        175, "order-search", _search(OLD),
        weaknesses=["search-without-login", "unsupported-system", "exploited-vulnerability"],
    ),
    _server(176, "order-search-mended", _search(MENDED), weaknesses=["search-without-login"], twin_of="order-search"),
    _server(
        177, "firewall-search", FIREWALL, _search(OLD),
        weaknesses=[
            "vpn-box-present", "search-without-login", "unsupported-system", "exploited-vulnerability-outside",
        ],
    ),
    _server(
        178, "firewall-search-mended", FIREWALL, _search(MENDED),
        weaknesses=["vpn-box-present", "search-without-login"], twin_of="firewall-search",
    ),
    # No port, and a card whose address was made up by a program (IEEE 802, bit "locally administered").
    _server(179, "nameless", mac="02:5d:30:00:00:b3"),
)  # fmt: skip

LATHE = {
    "vendor": "Lab Works", "product_code": "LW-77", "version": "V2.4", "url": "https://lab-works.example",
    "product": "Lathe controller", "model": "LW-77 S",
}  # fmt: skip

PLANT = (
    # Behind the router, as a machine is that the office must not reach.
    Device(
        "far-plc", "10.83.1.12", "00:30:de:60:10:12", "controller", (Server("modbus", ("502/tcp",), LATHE),),
        {"modbus": LATHE}, frozenset({"modbus-unauthenticated"}),
    ),
    # It answers one question and hangs for good; its good twin is the lab's fragile-plc, which bears polite ones.
    Device(
        "hanging-plc", "10.83.0.187", "00:30:de:60:00:bb", "controller",
        (Server("fragile", ("502/tcp",), {"bears": 1, "silence": 600}),),
        weaknesses=frozenset({"modbus-unauthenticated", "fragile-device"}),
    ),
)  # fmt: skip

DEVICES: tuple[Device, ...] = (*GUESSED, *KNOWN, *PLANT)
