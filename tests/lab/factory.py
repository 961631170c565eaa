"""The factory as tests use it: its devices, bringing it up and down, and what its servers wrote down."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from tests.lab import (
    absent,
    access,
    bench,
    controllers,
    field,
    files,
    network,
    office,
    ours,
    places,
    plant,
    runner,
    scene_cameras,
    scene_clear,
    scene_guesses,
    scene_keys,
    scene_windows,
    scenes,
    segments,
    shopfloor,
    stores,
    tls,
)
from tests.lab.model import Device
from tests.lab.servers import fragile

TABLE: tuple[Device, ...] = (
    plant.DEVICES
    + office.DEVICES
    + controllers.DEVICES
    + field.DEVICES
    + shopfloor.DEVICES
    + stores.DEVICES
    + access.DEVICES
    + files.DEVICES
    + ours.DEVICES
)
SEGMENT_WEAKNESSES = frozenset({"flat-network", "gateway-on-plant-segment", "unidentified-devices"})
"""The checks that the factory as a whole must fail: machines and offices side by side, a router among them, and
devices that tell nothing of themselves."""

SCENES = (scenes, scene_keys, scene_windows, scene_guesses, scene_clear, scene_cameras)
NAMED: tuple[Device, ...] = tuple(device for scene in SCENES for device in scene.DEVICES)

ABSENT = absent.left_out(TABLE + NAMED)
"""Devices that this machine can't have, with the programs that are lacking."""

DEVICES: tuple[Device, ...] = tuple(one for one in TABLE if one.name not in ABSENT)
"""The devices of the lab on this machine."""

EXTRAS: tuple[Device, ...] = tuple(one for one in NAMED if one.name not in ABSENT)
"""Devices that come up only where they are named: what they show is a fault of the segment that they stand in."""

SCANNER = segments.SCANNER
SCANNER_ADDRESS = segments.SCANNER_ADDRESS
BENCH_SCANNER = bench.SCANNER
BENCH_LIVE = bench.LIVE
BENCH_OPEN = bench.OPEN

Names = Collection[str] | None


class LabError(Exception):
    """The lab can't do what was asked; the text is for the person who asked."""


class AbsentError(LabError):
    """The lab is left without that device on this machine."""


def device(name: str) -> Device:
    """The device of that name."""
    for one in DEVICES + EXTRAS:
        if one.name == name:
            return one
    if name in ABSENT:
        raise AbsentError(absent.told({name: ABSENT[name]}).strip())
    raise LabError(f"There is no device named {name}; `python -m tests.lab status` lists them.")


def chosen(only: Names) -> tuple[Device, ...]:
    """The devices of these names, and the router if one of them stands behind it; all of them for None."""
    if only is None:
        return DEVICES
    wanted = {device(name).name for name in only}
    if any(one.name in wanted and (segments.is_far(one) or one.leg) for one in DEVICES + EXTRAS):
        wanted.add(office.ROUTER.name)
    return tuple(one for one in DEVICES + EXTRAS if one.name in wanted)


def missing_programs(only: Names = None) -> list[str]:
    """Commands that the chosen devices' servers need and this machine hasn't got."""
    return sorted({program for one in chosen(only) for program in absent.programs_of(one)})


def why_not(only: Names = None) -> str | None:
    """Why the lab can't come up here, in a sentence; None if it can."""
    if os.geteuid() != 0:
        return "The lab needs root, for network namespaces; run it with sudo."
    if runner.find("ip") is None:
        return "The lab needs the command ip (package iproute2)."
    if missing := missing_programs(only):
        return f"The lab lacks {', '.join(missing)}; run tests/lab/install.sh, and see requirements/lab.txt."
    return network.why_no_namespaces()


def up(only: Names = None) -> None:
    """Brings up the factory, or the named devices; what runs already is left as it is.

    Returns when every declared port listens. Raises LabError with the reason, and the end of the
    server's log, if one doesn't within three minutes.
    """
    if reason := why_not(only):
        raise LabError(reason)
    runner.prepare_search_path()
    with runner.locked():
        tls.make_authority()
        segments.build(chosen(only))
        runner.start(chosen(only))
        if late := runner.wait_until_open(chosen(only)):
            raise LabError(_late(late))


def _late(late: dict[str, set[str]]) -> str:
    dead = {name: missing for name, missing in late.items() if runner.DEAD in missing}
    told = (dead or late).items()
    return "\n".join(
        f"{name} isn't up, lacking {', '.join(sorted(lacks))}:\n{log(name)[-600:]}" for name, lacks in told
    )


def down(keep: bool = False) -> None:
    """Takes down the factory: no process, no namespace, no file is left (with `keep`, the files are)."""
    if not places.lab_dir().exists() and not network.existing():
        return
    with runner.locked():
        runner.stop()
        bench.stop()
        network.delete(network.existing())
        runner.clean_up()
        if not keep:
            places.remove()


def is_up(only: Names = None) -> bool:
    """Whether every server of the (chosen) factory runs and listens."""
    return all(line["running"] for line in status() if only is None or line["name"] in only)


def status() -> list[dict[str, Any]]:
    """One line a device: name, address, role, its servers' kinds and ports, and whether it is up."""
    started = runner.running()
    return [
        {
            "name": one.name,
            "address": one.address,
            "mac": one.mac,
            "role": one.role,
            "servers": {server.kind: list(server.ports) for server in one.servers},
            "running": runner.is_running(one, started),
        }
        for one in DEVICES
    ]


def log(name: str | Device) -> str:
    """Everything that the device's servers have written since they came up."""
    folder = places.folder(name if isinstance(name, str) else name.name)
    return "".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log")))


def fragile_record() -> dict[str, list[dict[str, Any]]]:
    """The fragile controller's diary by event (see EVENTS); after a good audit `silent` is an empty list."""
    events: dict[str, list[dict[str, Any]]] = {name: [] for name in fragile.EVENTS}
    for line in _diary().read_text().splitlines():
        entry = json.loads(line)
        events[entry["event"]].append(entry)
    return events


def forget_fragile_record() -> None:
    """Empties the diary, so that a test sees only what it did itself."""
    os.truncate(_diary(), 0)


def _diary() -> Path:
    return places.folder("fragile-plc") / fragile.DIARY


def authority() -> Path:
    """The certificate of the lab's authority (PEM), which the good servers' certificates are signed by."""
    return tls.authority().certificate


def inside(namespace: str, *command: str) -> list[str]:
    """A command line that runs the command in one of the lab's namespaces."""
    return ["ip", "netns", "exec", namespace, *command]


def bench_up() -> None:
    """Brings up the bench segment: 50 addresses, 180 open ports, nothing but that."""
    if reason := why_not(()):
        raise LabError(reason)
    with runner.locked():
        if not bench.start():
            raise LabError("The bench segment's ports didn't open within 30 s.")


def bench_down() -> None:
    """Takes down the bench segment and leaves the factory alone."""
    with runner.locked():
        bench.stop()
        if not network.existing():
            places.remove()


def names(devices: Iterable[Device] = DEVICES) -> list[str]:
    """The devices' names, for parametrised tests."""
    return [one.name for one in devices]
