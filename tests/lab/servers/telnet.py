"""A telnet server: Debian's inetutils telnetd behind inetutils inetd."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("inetutils-inetd", "telnetd")


def programs(site: servers.Site) -> list[Program]:
    return inetd(site, {"telnet": "telnetd"})


def inetd(site: servers.Site, daemons: dict[str, str]) -> list[Program]:
    """inetd with one server for each service, by the service's name in /etc/services."""
    lines = (
        f"{service} stream tcp4 nowait root {shutil.which(name) or f'/usr/sbin/{name}'} {name}\n"
        for service, name in daemons.items()
    )
    config = site.write("inetd.conf", "".join(lines))
    # Debugging mode is the only one in which inetd stays in the foreground.
    return [
        site.run("inetutils-inetd", "-d", f"-p{site.folder}/inetd.pid", config, str(site.folder / "none.d"))
    ]
