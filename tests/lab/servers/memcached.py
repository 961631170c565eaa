"""A cache: Debian's memcached, open to anybody or with logins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("memcached",)


def programs(site: servers.Site) -> list[Program]:
    argv = ["memcached", "-u", "root", "-l", "0.0.0.0", "-p", str(site.port), "-U", "0", "-m", "8", "-t", "1"]
    logins = ["-Y", site.write("logins", "line3:conveyor\n", mode=0o600)] if site.options.get("login") else []
    return [site.run(*argv, *logins)]
