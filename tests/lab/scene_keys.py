"""Machines whose keys or certificates are weak, each beside a good twin. They come up only where a test names them.

One stands close to the line on the good side (a certificate that ends in 45 days), and one shows a name that nobody
but its owner can judge.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tests.lab.model import Device, Server


def _machine(octet: int, name: str, *services: Server, fails: Collection[str] = (), **rest: Any) -> Device:
    """Of a maker of office servers, or of whom `maker` says by the first five bytes of its card's address."""
    role, maker = rest.pop("role", "server"), rest.pop("maker", "00:14:22:4b:20")
    weak = frozenset(fails)
    return Device(name, f"10.83.0.{octet}", f"{maker}:{octet:02x}", role, services, weaknesses=weak, **rest)


def _switch(octet: int, name: str, *services: Server, **rest: Any) -> Device:
    return _machine(octet, name, *services, role="switch", maker="00:01:42:4b:20", **rest)


def _web(**wish: Any) -> Server:
    """A page over TLS; the certificate is in order, but for the wish."""
    return Server("web", ("443/tcp",), {"title": "Notes", "tls": wish})


def _ciphers(which: str) -> Server:
    return Server("old_tls", ("443/tcp",), {"weak": which})


def _greeting(version: str) -> Server:
    """Of a switch, as the lists of known greetings have it: OpenVAS (operating systems by SSH banner), nmap."""
    return Server("ssh_versions", ("22/tcp",), {"software": "Cisco-1.25", "version": version})


SOON = ("-days", "9")
LATER = ("-days", "45")

WEB = (
    _machine(112, "short-key", _web(bits=1024, takes="weak keys"), fails=["tls-weak-key"]),
    _machine(113, "weak-seal", _web(digest="sha1", takes="weak keys"), fails=["tls-weak-key"]),
    _machine(114, "ends-soon", _web(dates=SOON), fails=["tls-certificate-soon-expires"]),
    _machine(
        115,
        "long-keys",
        _web(dates=LATER),
        Server("ssh", ("22/tcp",), {"rsa_bits": 3072}),
        twin_of="short-key",
    ),
    _machine(116, "other-address", _web(names="IP:10.83.0.115, DNS:localhost"), fails=["tls-name-mismatch"]),
    _machine(117, "no-name", _web(names="email:it@factory.lab"), fails=["tls-name-mismatch"]),
    _machine(119, "old-too", _web(takes="old too"), fails=["tls-old-version"]),
    _machine(136, "triple-des", _ciphers("beside"), fails=["tls-weak-cipher"]),
    _machine(138, "no-triple-des", _ciphers("none"), twin_of="triple-des"),
)

SSH = (
    _machine(139, "short-host-key", Server("ssh", ("22/tcp",), {"rsa_bits": 1024}), fails=["ssh-weak-host-key"]),
    # What was usual in 2003: nothing but 3DES, and a key of the kind DSA, which is an outdated method as well.
    _machine(
        137, "box-of-2003", _ciphers("only"),
        Server("ssh_versions", ("22/tcp",), {"software": "box", "key": "ssh-dss"}),
        fails=["tls-weak-cipher", "ssh-weak-host-key", "ssh-weak-algorithms"],
    ),
    _switch(140, "ssh-1-only", Server("ssh_1", ("22/tcp",)), fails=["ssh-protocol-1"]),
    _switch(141, "ssh-1-too", _greeting("1.99"), fails=["ssh-protocol-1"]),
    # People may well call this one erp.factory.lab: whether they do, no audit can tell.
    _switch(118, "ssh-2-only", _greeting("2.0"), _web(names="DNS:erp.factory.lab"), twin_of="ssh-1-too"),
)  # fmt: skip

DEVICES: tuple[Device, ...] = WEB + SSH
