"""The lab's databases, stores and consoles, open and with a login.

Each stands on an office maker's server with Debian's SSH: that is what releases it in a mixed zone
(docs/decisions/0006-office.md).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.lab.model import Device, Server, Told

OPENSSH = {"ssh": {"product": "OpenSSH"}}
CONSOLES = ("9200/tcp", "2375/tcp", "1880/tcp", "3000/tcp")


def _server(
    octet: int, name: str, mac: str, *stores: Server, told: Told | None = None, weaknesses: Collection[str] = (),
    **rest: Any,
) -> Device:  # fmt: skip
    everything = (Server("ssh", ("22/tcp",)), *stores)
    identity = {**OPENSSH, **(told or {})}
    return Device(
        name, f"10.83.0.{octet}", mac, "server", everything, identity, frozenset(weaknesses), **rest
    )


def _data(login: bool) -> tuple[Server, ...]:
    # 8088 is for influxd's own backups, on its loopback only.
    doors = {"redis": ("6379/tcp",), "memcached": ("11211/tcp",), "influxdb": ("8086/tcp", "8088/tcp")}
    return tuple(Server(kind, ports, {"login": login}) for kind, ports in doors.items())


def _test(login: bool) -> tuple[Server, ...]:
    return Server("consoles", CONSOLES, {"login": login}), Server("mongodb", ("27017/tcp",), {"login": login})


DEVICES = (
    _server(
        180, "data-server", "00:14:22:5d:10:80", *_data(login=False),
        weaknesses=["redis-without-login", "memcached-without-login", "influxdb-without-login"],
    ),
    _server(181, "data-server-login", "00:14:22:5d:10:81", *_data(login=True), twin_of="data-server"),
    _server(
        182, "test-server", "00:50:56:a1:20:82", *_test(login=False),
        told={"search": {"product": "Elasticsearch", "version": "8.12.1"}},
        weaknesses=[
            "search-without-login", "docker-without-login", "node-red-without-login", "grafana-without-login",
            "mongodb-without-login",
        ],
    ),
    _server(183, "test-server-login", "00:50:56:a1:20:83", *_test(login=True), twin_of="test-server"),
    _server(
        184, "managed-server", "00:25:90:77:1c:84", Server("ipmi", ("623/udp",), {"anonymous": True}),
        Server("mssql_browser", ("1434/udp",)),
        weaknesses=["ipmi-reachable", "ipmi-anonymous", "mssql-browser-open"],
    ),
    _server(
        185, "managed-server-named", "00:25:90:77:1c:85", Server("ipmi", ("623/udp",), {"anonymous": False}),
        weaknesses=["ipmi-reachable"], twin_of="managed-server",
    ),
)  # fmt: skip
