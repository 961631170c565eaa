"""Every check has something on the lab that fails it: a device of its tables, the factory as a whole, or a scene."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from scanner.packs import load_checks
from tests.lab import factory, known
from tests.lab.model import Device

FEW = "tests.promises.test_a_few_machines"
LIST = "tests.promises.test_a_list_of_machines"
LOGIN = "tests.promises.test_login_patches"

SHOWN = {
    "changed-device": FEW,
    "dual-homed-device": FEW,
    "internet-reachable": "tests.promises.test_a_way_out",
    "new-device": FEW,
    "no-time-source": FEW,
    "opcua-shared-certificate": FEW,
    "patches-pending": LOGIN,
    "plant-port-from-another-zone": LIST,
    "reboot-pending": LOGIN,
    "rogue-dhcp": FEW,
    "ssh-shared-host-key": FEW,
    "tls-shared-certificate": FEW,
    "unknown-devices": LIST,
    "vanished-device": FEW,
}
"""Checks whose fault is not of one device's own: of a network, of a list, of a login. The test that shows each."""

CATALOGUE = load_checks().checks
CHECKS = sorted(CATALOGUE)
SCENES = {scene.__name__.rpartition(".")[2]: scene for scene in factory.SCENES}
PROMISES = Path(__file__).resolve().parents[1] / "promises"
WEAK = [
    pytest.param(one, id=one.name)
    for one in factory.TABLE + factory.NAMED
    if one.by_guess or (one.weaknesses and one in factory.NAMED)
]
"""Weak devices that the audit of the whole factory does not show: a test of their own does."""


def _of_devices() -> set[str]:
    """What the devices that the tests audit must fail, on a machine where each of them can be had."""
    devices = factory.TABLE + factory.NAMED
    return {check for one in devices for check in one.weaknesses | one.by_guess}


def _known() -> set[str]:
    """What tests/lab/known.toml says of single devices, and what the segment fails without a catalogue."""
    names = (name for name in known.table() if name != known.SUPPORT)
    return {check for name in names for check in known.documents(name)} | known.OF_THE_SEGMENT


def _words(module: str) -> Iterator[str]:
    """The texts that stand in a module as such (no half sentence of a docstring), and the names that it imports."""
    spec = find_spec(module)
    assert spec is not None, f"there is no {module}"
    assert spec.origin is not None
    for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names)


def _audited(device: Device) -> bool:
    """Whether a test of a promise names the device, or takes all of the file that it stands in."""
    own = [name for name, module in SCENES.items() if device in module.DEVICES]
    return any(device.name in words or set(own) & words for words in _of_promises())


@cache
def _of_promises() -> tuple[frozenset[str], ...]:
    """The texts and the imported names of each module of the promises."""
    return tuple(frozenset(_words(f"tests.promises.{one.stem}")) for one in PROMISES.glob("test_*.py"))


@pytest.mark.parametrize("check", CHECKS)
def test_something_on_the_lab_fails_it(check: str) -> None:
    assert check in _of_devices() | _known() | factory.SEGMENT_WEAKNESSES | set(SHOWN), (
        f"no device of the lab, no scene and no test of a promise shows {check}"
    )


@pytest.mark.parametrize(("check", "module"), SHOWN.items())
def test_the_test_that_is_named_speaks_of_the_check(check: str, module: str) -> None:
    assert check in _words(module)


def test_only_what_no_device_shows_is_named_here() -> None:
    assert set(SHOWN) <= set(CHECKS)
    assert set(SHOWN) & _of_devices() == set()


def test_what_devices_must_fail_are_checks_that_there_are() -> None:
    assert _of_devices() | _known() | factory.SEGMENT_WEAKNESSES <= set(CHECKS)


@pytest.mark.parametrize("device", WEAK)
def test_a_weak_device_that_is_up_only_where_it_is_named_is_named(device: Device) -> None:
    assert _audited(device), f"no test of a promise audits {device.name}"
