"""A computer that is run from afar as in the early days: Debian's rlogind and rshd behind inetutils inetd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import telnet

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("inetutils-inetd", "in.rlogind", "in.rshd")


def programs(site: servers.Site) -> list[Program]:
    return telnet.inetd(site, {"login": "in.rlogind", "shell": "in.rshd"})
