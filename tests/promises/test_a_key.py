"""Keys and certificates that are too weak, too old or somebody else's: each machine fails its own checks, no other."""

import pytest

from tests.lab import factory, known, scene_keys
from tests.promises import scene
from tests.promises.lab_audit import LabAudit, frames

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

NAMES = tuple(one.name for one in scene_keys.DEVICES)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    """In a network of the office: on a machine one handshake is made, which does not try the old versions."""
    scene.needs(set(NAMES))
    return scene.audited(tmp_path_factory.mktemp("keys"), NAMES, zone="it")


def test_the_audit_is_complete(audited: LabAudit) -> None:
    assert audited.code == 0, (audited.home / "output.txt").read_text()
    assert audited.report["scan"]["complete"] is True


def test_no_two_of_them_share_a_key(audited: LabAudit) -> None:
    assert audited.gaps_of_the_segment() == known.OF_THE_SEGMENT


@pytest.mark.parametrize("name", NAMES)
def test_each_fails_its_own_checks_and_no_other(name: str, audited: LabAudit) -> None:
    assert scene.amiss(audited, name) == set()


@pytest.mark.parametrize(
    ("name", "checks"),
    [
        (
            "long-keys",
            {"tls-weak-key", "tls-certificate-soon-expires", "tls-name-mismatch", "tls-old-version"},
        ),
        ("long-keys", {"ssh-weak-host-key", "ssh-protocol-1"}),
        ("no-triple-des", {"tls-weak-cipher"}),
        ("ssh-2-only", {"ssh-protocol-1", "ssh-weak-host-key"}),
    ],
)
def test_a_good_twin_is_found_in_order_and_not_just_left_out(
    name: str, checks: set[str], audited: LabAudit
) -> None:
    assert {check: scene.outcomes(audited, name, check) for check in checks} == {
        check: ["met"] for check in checks
    }


def test_whose_name_it_is_stays_open_where_only_people_know(audited: LabAudit) -> None:
    assert scene.outcomes(audited, "ssh-2-only", "tls-name-mismatch") == ["unknown"]
    assert "tls-name-mismatch" not in audited.gaps(factory.device("ssh-2-only").address)


def test_a_server_of_the_first_version_hears_nothing_after_its_greeting(audited: LabAudit) -> None:
    to_it = f"ip.dst == {factory.device('ssh-1-only').address} && tcp.dstport == 22"
    assert frames(audited.capture, f"{to_it} && tcp.flags.syn == 1", "ip.src")
    assert frames(audited.capture, f"{to_it} && tcp.len > 0", "ip.src") == []
