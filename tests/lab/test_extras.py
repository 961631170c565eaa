"""Devices of scenes stay out of the factory, and copies of a machine have its keys."""

from pathlib import Path

import pytest
from scapy.layers.dhcp import BOOTP, DHCP

from tests.lab import factory, places, scenes
from tests.lab.model import Device
from tests.lab.servers import Site, dhcp_client


def _site(device: Device, kind: str) -> Site:
    server = next(one for one in device.servers if one.kind == kind)
    return Site(device, server, places.folder(device.name))


def _named(name: str) -> Device:
    return next(one for one in scenes.DEVICES if one.name == name)


def test_the_whole_factory_holds_none_of_them() -> None:
    assert not {one.name for one in factory.NAMED} & set(factory.names())
    assert set(factory.chosen(None)) == set(factory.DEVICES)


def test_no_two_of_them_have_one_address_or_one_card() -> None:
    for marks in ([one.address for one in factory.NAMED], [one.mac for one in factory.NAMED]):
        assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("kind", ["ssh", "web"])
def test_copies_have_the_same_keys_and_the_good_twin_its_own(kind: str) -> None:
    first, second, own = (
        _site(_named(name), kind) for name in ("server-image-1", "server-image-2", "own-keys")
    )
    assert first.keys == second.keys != own.keys
    assert own.keys == own.folder


def test_a_copy_takes_the_certificate_that_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VGL_LAB_DIR", str(tmp_path))
    made = [
        _site(_named(name), "web").certificate(self_signed=True)
        for name in ("server-image-1", "server-image-2")
    ]
    assert made[0] == made[1]
    assert made[0].certificate.read_text() == made[1].certificate.read_text()
    own = _site(_named("own-keys"), "web").certificate(self_signed=True)
    assert own.certificate.read_bytes() != made[0].certificate.read_bytes()


def test_a_device_with_a_second_leg_brings_the_router() -> None:
    assert {one.name for one in factory.chosen(["bridge-plc"])} == {"bridge-plc", "router"}


def test_the_drive_asks_for_an_address_so_that_everybody_hears_the_offer() -> None:
    asked = BOOTP(dhcp_client.question("00:0c:26:9a:50:d6", 7))
    assert (asked.op, asked.xid, asked.flags.value) == (1, 7, 0x8000)
    assert asked[DHCP].options[0] == ("message-type", 1)
