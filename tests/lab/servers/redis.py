"""A key-value store: Debian's redis-server, open to anybody or with a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("redis-server",)


def programs(site: servers.Site) -> list[Program]:
    # Bound to all addresses and without protection, as a careless guide on the web has it.
    argv = [
        "redis-server",
        "--port",
        str(site.port),
        "--bind",
        "0.0.0.0",
        "--protected-mode",
        "no",
        "--save",
        "",
    ]
    password = ["--requirepass", "conveyor"] if site.options.get("login") else []
    return [site.run(*argv, *password, "--dir", str(site.folder))]
