"""An office printer: Debian's ippeveprinter (cups-ipp-utils), with a message bus of its own that it needs to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.lab import servers

if TYPE_CHECKING:
    from tests.lab.programs import Program

PROGRAMS = ("dbus-daemon", "ippeveprinter")

# It wants a system bus to announce itself on; without one it ends at once.
START = 'until [ -S "$0" ]; do sleep 0.1; done; exec "$@"'


def programs(site: servers.Site) -> list[Program]:
    options, bus = site.options, f"{site.folder}/bus"
    (site.folder / "spool").mkdir(exist_ok=True)
    printer = [
        "ippeveprinter",
        "-p",
        str(site.port),
        "-d",
        f"{site.folder}/spool",
        "-r",
        "off",
        "-v",
    ]
    printer += ["-M", options["vendor"], "-m", options["model"], options["name"]]
    return [
        site.run("dbus-daemon", "--session", "--nofork", f"--address=unix:path={bus}"),
        site.run("sh", "-c", START, bus, *printer, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={bus}"),
    ]
