"""A web server whose clock is off by what its device says: the lab's nginx under Debian's faketime."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.lab import servers
from tests.lab.servers import web

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = (*web.PROGRAMS, "faketime")
WEEK = 604_800
"""Seconds."""


def programs(site: servers.Site) -> list[Program]:
    """`clock`: how far it is off, as faketime writes it ("-2h")."""
    late = ("faketime", "-f", site.options["clock"])
    # nginx empties its own environment, where faketime would look again after ten seconds.
    kept = {"FAKETIME_CACHE_DURATION": str(WEEK)}
    return [
        replace(program, argv=(*late, *program.argv), env={**program.env, **kept})
        for program in web.programs(site)
    ]
