"""What only the segment as a whole shows: one scene with every fault, and its good twin in which none is.

Both are audits of one segment into one store, the good one first, so that the second sees what has changed.
"""

from pathlib import Path

import pytest

from tests.lab import factory, known
from tests.promises import lab_audit
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
CONFIG = """\
[[segments]]
name = "scene"
networks = [{networks}]
zone = "mixed"
listen_seconds = 6

[segments.authorisation]
who = "The owner of the lab"
when = 2026-01-01
note = "An imitation of a factory in network namespaces."

[segments.pace]
frames_per_second = 120
hosts_in_flight = 8
pause_between_connects = 0.1
pause_between_requests = 0.05
acknowledge = "I accept that faster scanning can disturb machines"
"""


def _audited(home: Path, names: tuple[str, ...]) -> LabAudit:
    devices = [factory.device(name) for name in names]
    addresses = [address for one in devices for address in (one.address, one.leg) if address]
    config = home / "vaglio.toml"
    config.write_text(CONFIG.format(networks=", ".join(f'"{address}/32"' for address in addresses)))
    factory.up(names)
    try:
        return lab_audit.run(home, config, "scene")
    finally:
        factory.down()


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> tuple[LabAudit, LabAudit]:
    """The good scene and the bad one."""
    try:
        reason = lab_audit.why_not() or factory.why_not({*GOOD, *BAD})
    except factory.AbsentError as absent:
        reason = str(absent)
    if reason:
        pytest.skip(reason)
    if factory.is_up():
        # In a whole run these tests come before those that bring the lab up: hence the name of this file.
        pytest.skip("the whole lab is up: scenes are audited alone")
    home = tmp_path_factory.mktemp("scenes")
    return _audited(home, GOOD), _audited(home, BAD)


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
