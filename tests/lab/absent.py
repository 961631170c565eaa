"""Devices that the lab is left without, because this machine has no package with their server."""

from __future__ import annotations

from collections.abc import Iterable

from tests.lab import places, runner
from tests.lab.model import Device
from tests.lab.servers import modules, needs


def programs_of(device: Device) -> list[str]:
    """Commands that a device's servers need and this machine hasn't got."""
    wanted = {program for server in device.servers for program in needs(server)}
    return sorted(program for program in wanted if runner.find(program) is None)


def left_out(table: Iterable[Device]) -> dict[str, list[str]]:
    """The devices that can't be part of the lab here: name → what is lacking.

    Nobody before the lab was set up on this machine: then what is lacking is still to be installed.
    """
    if runner.find(places.lab_python()) is None:
        return {}
    lacking = {one.name: [*programs_of(one), *_modules_of(one)] for one in table}
    return {name: what for name, what in lacking.items() if what}


def _modules_of(device: Device) -> list[str]:
    wanted = (module for server in device.servers for module in modules(server))
    return [module for module in wanted if not places.has_module(module)]


def told(absent: dict[str, list[str]]) -> str:
    """One line a device, for a person; empty when nobody is absent."""
    return "".join(
        f"The lab is left without {name}: not installed here: {', '.join(what)}.\n"
        for name, what in absent.items()
    )
