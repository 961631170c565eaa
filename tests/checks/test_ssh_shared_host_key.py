"""Do several machines show the same SSH key?"""

from checks.ssh_shared_host_key import ssh_shared_host_key
from scanner.evidence import SshHostKey
from scanner.model import Evidence
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, heard_at, segment

ONE, TWO = asset("10.0.0.1"), asset("10.0.0.2")


def showing(address: str, fingerprint: str) -> Evidence:
    return heard_at(address, SshHostKey(key_type="ssh-rsa", key_bits=2048, sha256=fingerprint))


def test_one_key_on_two_machines_is_a_gap_that_names_them() -> None:
    rows = (showing("10.0.0.2", "aa"), showing("10.0.0.1", "aa"))
    verdict = ssh_shared_host_key(segment(ONE, TWO, evidence=rows))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "One SSH key is on several machines: 10.0.0.1, 10.0.0.2."


def test_a_key_for_each_machine_is_in_order() -> None:
    rows = (showing("10.0.0.2", "aa"), showing("10.0.0.1", "bb"))
    assert ssh_shared_host_key(segment(ONE, TWO, evidence=rows)).outcome is MET


def test_half_an_audit_proves_nothing() -> None:
    assert (
        ssh_shared_host_key(segment(ONE, evidence=(showing("10.0.0.1", "a"),), complete=False)).outcome
        is UNKNOWN
    )


def test_without_any_key_there_is_nothing_to_judge() -> None:
    assert ssh_shared_host_key.applies
    assert not ssh_shared_host_key.applies(segment(ONE))
