"""A telnet server: Debian's inetutils telnetd behind inetutils inetd."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("inetutils-inetd", "telnetd")


def programs(site: servers.Site) -> list[Program]:
    telnetd = shutil.which("telnetd") or "/usr/sbin/telnetd"
    config = site.write("inetd.conf", f"telnet stream tcp4 nowait root {telnetd} telnetd\n")
    # Debugging mode is the only one in which inetd stays in the foreground.
    return [
        site.run("inetutils-inetd", "-d", f"-p{site.folder}/inetd.pid", config, str(site.folder / "none.d"))
    ]
