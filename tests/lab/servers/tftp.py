"""A TFTP server: Debian's tftpd-hpa, with an empty folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("in.tftpd",)


def programs(site: servers.Site) -> list[Program]:
    folder = site.folder / "tftp"
    folder.mkdir(exist_ok=True)
    place = ("--address", "0.0.0.0:69", "--user", "root", "--secure", str(folder))
    return [site.run("in.tftpd", "--foreground", "--listen", "--ipv4", "-vvv", *place)]
