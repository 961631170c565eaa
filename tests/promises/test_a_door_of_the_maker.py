"""Doors that makers left open for themselves: a debugger, and a supplier's box; beside them two that are neither.

One of the two is a robot's, which refuses strangers: it is known by the place that it wants a login for.
"""

import pytest

from tests.lab import factory
from tests.promises import scene
from tests.promises.lab_audit import LabAudit

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = ("drive-with-debugger", "supplier-box", "line-page", "robot-abb")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    scene.needs(set(NAMES))
    return scene.audited(
        tmp_path_factory.mktemp("doors"), NAMES, zone="ot", listen=0, keys='opt_in = ["vxworks-wdb"]'
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_fails_its_own_checks_and_no_other(name: str, audited: LabAudit) -> None:
    assert scene.amiss(audited, name) == set()


def test_the_robot_is_known_by_what_its_refusal_names(audited: LabAudit) -> None:
    known = audited.asset(factory.device("robot-abb").address)
    assert (known["vendor"], known["role"]) == ("ABB", "robot")
