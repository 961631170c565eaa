"""The lab is a factory whose weaknesses are known: the audit finds all of them, and no others."""

import pytest

from tests.lab import factory
from tests.lab.model import Device
from tests.promises.lab_audit import LabAudit

pytestmark = pytest.mark.lab

DEVICES = [pytest.param(device, id=device.name) for device in factory.DEVICES]
NAMED = [device for device in factory.DEVICES if {"modbus", "s7", "enip", "opcua"} & set(device.identity)]


def test_the_audit_is_complete(lab: LabAudit) -> None:
    assert lab.code == 0, (lab.home / "output.txt").read_text()
    assert lab.report["scan"]["complete"] is True


def test_every_device_is_found_and_nobody_else(lab: LabAudit) -> None:
    found = {address for asset in lab.report["assets"] for address in asset["addresses"]}
    assert found == {device.address for device in factory.DEVICES}


@pytest.mark.parametrize("device", DEVICES)
def test_it_fails_exactly_its_own_checks(lab: LabAudit, device: Device) -> None:
    assert lab.gaps(device.address) == set(device.weaknesses)


@pytest.mark.parametrize("device", [pytest.param(one, id=one.name) for one in NAMED])
def test_a_controller_is_named_as_it_names_itself(lab: LabAudit, device: Device) -> None:
    asset = lab.asset(device.address)
    told = next(iter(device.identity.values()))
    named = {asset["vendor"], asset["product"], asset["version"], asset["serial"], asset["order_number"]}
    for field in ("vendor", "product", "version", "serial", "order_number"):
        assert field not in told or told[field].lower() in {value.lower() for value in named}, field


def test_devices_that_hang_flood_or_babble_get_no_identity(lab: LabAudit) -> None:
    for name in ("tarpit", "flood", "garbage"):
        asset = lab.asset(factory.device(name).address)
        assert (asset["product"], asset["version"], asset["serial"]) == ("", "", ""), name


def test_what_a_device_hides_is_unknown_and_never_met(lab: LabAudit) -> None:
    asset = lab.asset(factory.device("tarpit").address)["id"]
    outcomes = {one["outcome"] for one in lab.report["findings"] if one["asset"] == asset}
    assert outcomes <= {"unknown", "not_met"}
