"""The lab's file servers, clocks and clusters: what a proof needs a real server or a guess for, each with its twin.

Each stands on an office maker's server with Debian's SSH: that is what releases it in a mixed zone
(docs/decisions/0006-office.md).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.lab.model import Device, Server, Told

OPENSSH: Told = {"ssh": {"product": "OpenSSH"}}
NFS = ("111/tcp", "111/udp", "20048/tcp")
CLUSTER = ("6443/tcp", "10250/tcp", "9000/tcp")


def _server(
    octet: int, name: str, *services: Server, weaknesses: Collection[str] = (), by_guess: Collection[str] = (),
    **rest: Any,
) -> Device:  # fmt: skip
    everything, mac = (Server("ssh", ("22/tcp",)), *services), f"00:14:22:5d:20:{octet:02x}"
    return Device(
        name, f"10.83.0.{octet}", mac, "server", everything, OPENSSH, frozenset(weaknesses),
        by_guess=frozenset(by_guess), **rest,
    )  # fmt: skip


def _smb(guests: str) -> Server:
    options = {"string": "Recipes", "oldest": "SMB3_00", "signing": "mandatory", "guests": guests}
    return Server("smb", ("445/tcp",), options)


def _nfs(machines: str) -> Server:
    return Server("nfs", NFS, {"folders": {"/srv/recipes": machines, "/srv/cad": "10.83.0.31"}})


def _doors(*, closed: bool) -> tuple[Server, ...]:
    """All that a guess can be made at."""
    return (
        _smb("never" if closed else "bad user"), _nfs("10.83.0.31" if closed else "*"),
        Server("ftp", ("21/tcp",), {"anonymous": not closed}), Server("rsync", ("873/tcp",), {"shown": not closed}),
    )  # fmt: skip


DEVICES = (
    _server(
        200, "file-box", Server("tftp", ("69/udp",)), *_doors(closed=False),
        weaknesses=["tftp-open", "ftp-cleartext"],
        by_guess=["smb-guest-allowed", "nfs-open-to-all", "ftp-anonymous", "rsync-modules-listed"],
    ),
    _server(201, "file-box-closed", *_doors(closed=True), weaknesses=["ftp-cleartext"], twin_of="file-box"),
    _server(202, "clock-server", Server("ntp", ("123/udp",), {"synchronised": True})),
    _server(
        203, "clock-server-lost", Server("ntp", ("123/udp",), {"synchronised": False}),
        weaknesses=["time-server-lost"], twin_of="clock-server",
    ),
    _server(
        205, "cluster", Server("cluster", CLUSTER, {"login": False}),
        weaknesses=["kubernetes-without-login", "portainer-unclaimed"],
    ),
    _server(206, "cluster-login", Server("cluster", CLUSTER, {"login": True}), twin_of="cluster"),
    _server(
        207, "weak-cipher", Server("old_tls", ("443/tcp",), {"weak": "beside"}), by_guess=["tls-weak-cipher"]
    ),
    _server(208, "strong-cipher", Server("old_tls", ("443/tcp",), {"weak": "none"}), twin_of="weak-cipher"),
)  # fmt: skip
