"""A panel's screen over VNC: TigerVNC's Xvnc, with or without a password."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("Xvnc", "vncpasswd")


def programs(site: servers.Site) -> list[Program]:
    argv = [
        "Xvnc",
        site.display,
        "-rfbport",
        "5900",
        "-localhost",
        "no",
        "-geometry",
        "640x480",
        "-depth",
        "16",
    ]
    argv += [
        "-nolisten",
        "tcp",
        "-nolisten",
        "unix",
        "-desktop",
        site.options["title"],
        "-Log",
        "*:stderr:100",
    ]
    return [site.run(*argv, *_security(site))]


def _security(site: servers.Site) -> list[str]:
    if site.options.get("encrypted"):
        return ["-SecurityTypes", "TLSVnc", "-PasswordFile", _password(site)]
    if not site.options["password"]:
        return ["-SecurityTypes", "None"]
    return ["-SecurityTypes", "VncAuth", "-PasswordFile", _password(site)]


def _password(site: servers.Site) -> str:
    secret = subprocess.run(
        ["vncpasswd", "-f"], input=b"spindle1\n", stdout=subprocess.PIPE, check=True, timeout=20
    ).stdout
    path = site.folder / "passwd"
    path.write_bytes(secret)
    return str(path)
