"""A web server whose clock is off: the lab's nginx under Debian's faketime."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import web

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (*web.PROGRAMS, "faketime")


def programs(site: servers.Site) -> list[Program]:
    """`clock`: how far it is off, as faketime writes it ("-2h")."""
    late = ("faketime", "-f", site.options["clock"])
    return [replace(program, argv=(*late, *program.argv)) for program in web.programs(site)]
