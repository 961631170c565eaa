"""What only the segment as a whole shows: one scene with every fault, and its good twin in which none is.

Both are audits of one segment into one store, the good one first, so that the second sees what has changed.
"""

import pytest

from tests.lab import factory, known
from tests.promises import scene
from tests.promises.lab_audit import LabAudit, frames

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

STAYS = (
    "robot-cell", "robot-cell-secured", "packer-plc", "address-server", "starting-drive", "own-keys", "right-clock",
)  # fmt: skip
GOOD = (*STAYS, "press-plc", "time-box")
BAD = (
    *STAYS, "press-plc-updated", "router", "printer-dispatch", "panel-image-1", "panel-image-2", "server-image-1",
    "server-image-2", "forgotten-box", "bridge-plc", "slow-clock",
)  # fmt: skip
FAULTS = {
    "flat-network", "gateway-on-plant-segment", "dual-homed-device", "rogue-dhcp", "ssh-shared-host-key",
    "tls-shared-certificate", "opcua-shared-certificate", "no-time-source", "new-device",
    "vanished-device", "changed-device",
}  # fmt: skip
OF_TWO_AUDITS = {"new-device", "vanished-device", "changed-device"}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> tuple[LabAudit, LabAudit]:
    """The good scene and the bad one."""
    scene.needs({*GOOD, *BAD})
    home = tmp_path_factory.mktemp("scenes")
    return scene.audited(home, GOOD), scene.audited(home, BAD)


def test_both_audits_are_complete(scenes: tuple[LabAudit, LabAudit]) -> None:
    for one in scenes:
        assert one.code == 0, (one.home / "output.txt").read_text()
        assert one.report["scan"]["complete"] is True


def test_the_bad_scene_fails_every_one_of_these_checks_and_no_other(
    scenes: tuple[LabAudit, LabAudit],
) -> None:
    assert scenes[1].gaps_of_the_segment() == FAULTS | known.OF_THE_SEGMENT


@pytest.mark.parametrize("check", sorted(FAULTS - OF_TWO_AUDITS))
def test_in_the_good_scene_the_check_finds_all_in_order(
    check: str, scenes: tuple[LabAudit, LabAudit]
) -> None:
    found = [one for one in scenes[0].report["findings"] if one["check"] == check]
    assert [one["outcome"] for one in found] == ["met"], found


def test_the_good_scene_fails_nothing(scenes: tuple[LabAudit, LabAudit]) -> None:
    assert scenes[0].gaps_of_the_segment() == known.OF_THE_SEGMENT


@pytest.mark.parametrize("name", ["right-clock", "slow-clock"])
def test_a_clock_that_is_two_hours_slow_is_told(name: str, scenes: tuple[LabAudit, LabAudit]) -> None:
    device = factory.device(name)
    assert scenes[1].gaps(device.address) == device.weaknesses | known.failed(device, scenes[1].day)


def test_nobody_was_asked_for_an_address(scenes: tuple[LabAudit, LabAudit]) -> None:
    """The servers were heard only: the question is the drive's, never ours."""
    seen = frames(scenes[1].capture, "dhcp.option.dhcp", "eth.src", "dhcp.option.dhcp")
    offers = {mac for mac, kind in seen if kind == "2"}
    assert offers == {factory.device(name).mac for name in ("address-server", "forgotten-box")}
    assert {mac for mac, _ in seen} - offers == {factory.device("starting-drive").mac}
