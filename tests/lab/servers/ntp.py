"""A time server: Debian's chrony, which gives this machine's time or, lost, has none to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("chronyd",)

CONFIG = """\
allow all
cmdport 0
bindcmdaddress /
user root
pidfile {folder}/chronyd.pid
{source}
"""


def programs(site: servers.Site) -> list[Program]:
    source = "local stratum 8" if site.options["synchronised"] else ""
    config = site.write("chrony.conf", CONFIG.format(folder=site.folder, source=source))
    # -x: it serves the time and never touches this machine's own clock.
    return [site.run("chronyd", "-d", "-x", "-f", config)]
