"""A computer with NetBIOS names: Debian's samba, nmbd.

One nmbd answers. Names are called out when a computer starts, and only then (RFC 1001, section 15.2.1): so a second
one, under another name and from a port of its own, is started again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import smb

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("nmbd", "timeout")
OTHER_PORT, SECONDS = "1137", "5"

# Nobody is elected: an election goes on for a minute and longer.
QUIET = "local master = no\ndomain master = no\npreferred master = no\nnmbd:socket dir = {folder}/nmbd\n"
AGAIN = 'while :; do "$@"; sleep 0.2; done'


def programs(site: servers.Site) -> list[Program]:
    name = site.device.name.upper()
    own, other = site.folder, site.folder / "again"
    answers = smb.configured(site.address, name, own, QUIET.format(folder=own))
    calls = smb.configured(site.address, f"{name}-2", other, QUIET.format(folder=other))
    once = ("timeout", SECONDS, "nmbd", f"--port={OTHER_PORT}", *calls)
    return [site.run("nmbd", *answers), site.run("sh", "-c", AGAIN, "sh", *once)]
