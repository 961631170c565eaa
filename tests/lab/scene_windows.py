"""Machines of the office: remote desktops, remote help, names told to all. They come up where a test names them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.lab.model import Device, Server

JENKINS = "jenkins-without-login"


def _machine(
    octet: int, name: str, maker: str, *what: Server, weaknesses: Collection[str] = (), **rest: Any
) -> Device:
    """`maker`: the first five bytes of its card's address."""
    role = rest.pop("role", "office computer")
    return Device(
        name, f"10.83.0.{octet}", f"{maker}:{octet:02x}", role, what, weaknesses=frozenset(weaknesses), **rest
    )


def _dell(octet: int, name: str, *what: Server, **rest: Any) -> Device:
    return _machine(octet, name, "18:03:73:e4:b2", *what, **rest)


DEVICES = (
    _dell(
        142, "netbios-desk", Server("netbios", ("137/udp", "138/udp")),
        weaknesses=["netbios-names-open", "netbios-names-announced"],
    ),
    _dell(143, "desk-that-asks", Server("llmnr", (), {"asked": "wpad"}), weaknesses=["llmnr-asked"]),
    _dell(
        144, "opc-bridge", Server("dce_rpc", ("135/tcp",)), role="server",
        weaknesses=["dce-rpc-exposed"],
    ),
    _machine(
        145, "terminal-rdp-tls", "3c:d9:2b:51:0f", Server("xrdp", ("3389/tcp",), {"layer": "tls"}),
        role="terminal server", weaknesses=["rdp-without-nla"],
    ),
    # AnyDesk's port for direct connections; its maker's page on firewalls names it.
    _dell(146, "desk-with-help", Server("open_port", ("7070/tcp",)), weaknesses=["remote-help-tool"]),
    _machine(
        147, "old-workstation", "00:14:22:0b:7e", Server("rlogin", ("513/tcp", "514/tcp")), role="server",
        weaknesses=["rlogin-open"],
    ),
    # Its page is a control page, and it comes without encryption.
    _machine(
        148, "build-server", "00:25:90:77:1c", Server("jenkins", ("8080/tcp",)), role="server",
        weaknesses=[JENKINS, "http-admin-panel"],
    ),
    _machine(
        149, "build-server-secured", "00:25:90:77:1c", Server("jenkins", ("8443/tcp",), {"login": True, "tls": True}),
        role="server", twin_of="build-server",
    ),
    # Encrypted, but open: its login is the only thing that it lacks.
    _machine(
        159, "build-server-open", "00:25:90:77:1c", Server("jenkins", ("8443/tcp",), {"tls": True}), role="server",
        weaknesses=[JENKINS],
    ),
    # Of the desks and of the workstation: it does the same work in ways of today. The twin of the terminal is
    # terminal-rdp-nla.
    _dell(
        160, "tidy-desk",
        Server("smb", ("445/tcp",), {"string": "Desk", "oldest": "SMB3_00", "signing": "mandatory"}),
        Server("ssh", ("22/tcp",)), twin_of="netbios-desk",
    ),
)  # fmt: skip
