"""The lab is a factory whose weaknesses are known: the audit finds all of them, and no others."""

from typing import Any

import pytest

from tests.lab import factory, known
from tests.lab.model import Device
from tests.promises.lab_audit import LabAudit

pytestmark = pytest.mark.lab

DEVICES = [pytest.param(device, id=device.name) for device in factory.DEVICES]
NAMED = [pytest.param(device, id=device.name) for device in factory.DEVICES if device.identity]
FIELDS = ("vendor", "product", "model", "version", "serial", "order_number", "firmware")


def test_the_audit_is_complete(lab: LabAudit) -> None:
    assert lab.code == 0, (lab.home / "output.txt").read_text()
    assert lab.report["scan"]["complete"] is True


def test_every_device_is_found_and_nobody_else(lab: LabAudit) -> None:
    found = {address for asset in lab.report["assets"] for address in asset["addresses"]}
    assert found == {device.address for device in factory.DEVICES}


@pytest.mark.parametrize("device", DEVICES)
def test_it_fails_exactly_its_own_checks(lab: LabAudit, device: Device) -> None:
    assert lab.gaps(device.address) == device.weaknesses | known.failed(device, lab.day)


def test_the_segment_fails_exactly_its_own_checks(lab: LabAudit) -> None:
    assert lab.gaps_of_the_segment() == factory.SEGMENT_WEAKNESSES | known.OF_THE_SEGMENT


def _named(asset: dict[str, Any]) -> set[str]:
    """Everything that the report says an asset is, in small letters."""
    own = {asset[name] for name in ("vendor", "product", "model", "version", "serial", "order_number")}
    services = {service[name] for service in asset["services"] for name in ("product", "version")}
    return {value.lower() for value in own | services | set(asset["names"]) if value}


@pytest.mark.parametrize("device", NAMED)
def test_a_device_is_named_as_it_names_itself(lab: LabAudit, device: Device) -> None:
    named = _named(lab.asset(device.address))
    told = {
        (field, server[field]) for server in device.identity.values() for field in FIELDS if field in server
    }
    missing = {(field, value) for field, value in told if not any(value.lower() in one for one in named)}
    assert missing == set()


def test_devices_that_hang_flood_or_babble_get_no_identity(lab: LabAudit) -> None:
    for name in ("tarpit", "flood", "garbage"):
        asset = lab.asset(factory.device(name).address)
        assert (asset["product"], asset["version"], asset["serial"]) == ("", "", ""), name


def test_what_a_device_hides_is_unknown_and_never_met(lab: LabAudit) -> None:
    asset = lab.asset(factory.device("tarpit").address)["id"]
    outcomes = {one["outcome"] for one in lab.report["findings"] if one["asset"] == asset}
    assert outcomes <= {"unknown", "not_met"}
