"""A copy server: Debian's rsync, whose list of folders is shown to everybody or to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("rsync",)

CONFIG = """\
use chroot = no
log file = {folder}/rsync-own.log
pid file = {folder}/rsyncd.pid
[recipes]
path = {folder}
read only = yes
list = {shown}
"""


def programs(site: servers.Site) -> list[Program]:
    shown = "yes" if site.options["shown"] else "no"
    config = site.write("rsyncd.conf", CONFIG.format(folder=site.folder, shown=shown))
    return [site.run("rsync", "--daemon", "--no-detach", f"--config={config}")]
