"""What is said in clear or told to anyone: building control, SNMP, cameras, adapters; each beside a good twin."""

from pathlib import Path

import pytest

from tests.lab import factory, scene_clear
from tests.promises import scene
from tests.promises.lab_audit import LabAudit, frames
from tests.promises.runs import store

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = (*(one.name for one in scene_clear.DEVICES), "robot-kuka")
OPT_IN = 'opt_in = ["bacnet-bbmd", "mtconnect-adapter", "kuka-bridge"]\n'


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    scene.needs(set(NAMES))
    return scene.audited(tmp_path_factory.mktemp("clear"), NAMES, zone="ot", listen=8, keys=OPT_IN)


@pytest.mark.parametrize("name", NAMES)
def test_each_fails_its_own_checks_and_no_other(name: str, audited: LabAudit) -> None:
    assert scene.amiss(audited, name) == set()


@pytest.mark.parametrize(
    ("check", "name", "told"),
    [
        ("bacnet-bbmd-open", "air-no-bridge", ["met"]),
        ("camera-stream-open", "camera-locked", ["met"]),
        ("camera-stream-open", "camera-yard", ["unknown"]),  # nobody allowed the question here
        ("snmp-clear-text-heard", "chiller-secured", []),  # silence about the old versions proves nothing
    ],
)
def test_of_the_others_it_is_said_what_can_be_said(
    check: str, name: str, told: list[str], audited: LabAudit
) -> None:
    assert scene.outcomes(audited, name, check) == told


def test_the_password_that_was_heard_is_written_down_nowhere(audited: LabAudit) -> None:
    heard = frames(audited.capture, "snmp", "ip.src", "snmp.community")
    assert [factory.device("chiller").address, scene_clear.OWN_WORD] in heard
    word = scene_clear.OWN_WORD.encode()
    kept = [file for file in audited.home.rglob("*") if file.is_file() and file != audited.capture]
    assert Path(store(audited.home).removeprefix("sqlite:///")) in kept
    assert [file for file in kept if word in file.read_bytes()] == []


def test_building_control_was_asked_to_read_and_for_nothing_else(audited: LabAudit) -> None:
    sent = frames(audited.capture, "bvlc and udp.dstport == 47808", "ip.dst", "bvlc.function")
    asked = [(address, function) for address, function in sent if address.startswith("10.83.0.19")]
    assert {function for _, function in asked} == {"0x02", "0x0a"}
    bridges = {factory.device(name).address for name in ("air-bridge", "air-no-bridge")}
    assert {address for address, function in asked if function == "0x02"} == bridges
