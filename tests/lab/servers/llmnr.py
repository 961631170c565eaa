"""A computer that asks everybody for a name: llmnr-query of Debian's llmnrd. It listens at no port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("llmnr-query",)
QUESTIONS, MILLISECONDS = "1000000000", "2000"


def programs(site: servers.Site) -> list[Program]:
    """`asked`: the name."""
    often = ("--count", QUESTIONS, "--interval", MILLISECONDS, "--timeout", "200")
    return [site.run("llmnr-query", "--interface", "eth0", *often, "--type", "A", site.options["asked"])]
