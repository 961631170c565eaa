"""A scene: a few machines of the lab, up by themselves, audited as a segment of their own."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from tests.lab import factory, known
from tests.promises import lab_audit
from tests.promises.lab_audit import LabAudit

CONFIG = """\
[[segments]]
name = "scene"
networks = [{networks}]
zone = "{zone}"
listen_seconds = {listen}
whole_port_list = {whole}
{keys}

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


def needs(names: set[str]) -> None:
    """Skips the test, with the reason, where a scene of these machines can't come up now."""
    try:
        reason = lab_audit.why_not() or factory.why_not(names)
    except factory.AbsentError as absent:
        reason = str(absent)
    if reason:
        pytest.skip(reason)
    if factory.is_up():
        # In a whole run scenes come before the tests that bring the lab up: hence the names of their files.
        pytest.skip("the whole lab is up: scenes are audited alone")


def settings(
    names: Collection[str], zone: str = "mixed", *, whole: bool = False, listen: int = 6, keys: str = ""
) -> str:
    """The configuration of a segment that holds these machines.

    `whole`: a machine that has said that it is a controller is asked on. `listen`: seconds. `keys`: more lines.
    """
    devices = [factory.device(name) for name in names]
    addresses = [address for one in devices for address in (one.address, one.leg) if address]
    networks = ", ".join(f'"{address}/32"' for address in addresses)
    return CONFIG.format(networks=networks, zone=zone, whole=str(whole).lower(), listen=listen, keys=keys)


def audited(home: Path, names: Collection[str], zone: str = "mixed", **more: Any) -> LabAudit:
    """Brings the machines up, audits them from the scanner's place, and takes them down. `more`: see `settings`."""
    config = home / "vaglio.toml"
    config.write_text(settings(names, zone, **more))
    factory.up(names)
    try:
        return lab_audit.run(home, config, "scene")
    finally:
        factory.down()


def amiss(audited: LabAudit, name: str) -> set[str]:
    """Checks that a machine fails and should not, or should fail and does not; the audit must have come to its end."""
    assert audited.code == 0, (audited.home / "output.txt").read_text()
    device = factory.device(name)
    return audited.gaps(device.address) ^ (device.weaknesses | known.failed(device, audited.day))


def outcomes(audited: LabAudit, name: str, check: str) -> list[str]:
    """What a check says of a machine, for each of its services."""
    asset = audited.asset(factory.device(name).address)["id"]
    found = audited.report["findings"]
    return [one["outcome"] for one in found if one["asset"] == asset and one["check"] == check]
