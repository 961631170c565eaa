"""Do several machines show the same identity card?"""

from checks.tls_shared_certificate import tls_shared_certificate
from scanner.evidence import TlsServer
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, certificate, heard_at, segment

ONE, TWO, THREE = asset("10.0.0.1"), asset("10.0.0.2"), asset("10.0.0.3")


def showing(address: str, fingerprint: str) -> object:
    return heard_at(address, TlsServer(certificate=certificate(sha256=fingerprint)))


def test_one_certificate_on_two_machines_is_a_gap_that_names_them() -> None:
    rows = (showing("10.0.0.2", "aa"), showing("10.0.0.1", "aa"), showing("10.0.0.3", "bb"))
    verdict = tls_shared_certificate(segment(ONE, TWO, THREE, evidence=rows))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "One certificate is on several machines: 10.0.0.1, 10.0.0.2."


def test_one_certificate_on_two_doors_of_one_machine_is_in_order() -> None:
    rows = (showing("10.0.0.1", "aa"), showing("10.0.0.1", "aa"), showing("10.0.0.2", "bb"))
    assert tls_shared_certificate(segment(ONE, TWO, evidence=rows)).outcome is MET


def test_two_addresses_of_one_machine_are_one_machine() -> None:
    both = asset("10.0.0.1").model_copy(update={"addresses": ("10.0.0.1", "10.0.0.2")})
    rows = (showing("10.0.0.1", "aa"), showing("10.0.0.2", "aa"))
    assert tls_shared_certificate(segment(both, evidence=rows)).outcome is MET


def test_half_an_audit_does_not_prove_that_none_is_shared() -> None:
    rows = (showing("10.0.0.1", "aa"),)
    assert tls_shared_certificate(segment(ONE, evidence=rows, complete=False)).outcome is UNKNOWN


def test_without_any_certificate_there_is_nothing_to_judge() -> None:
    assert tls_shared_certificate.applies
    assert not tls_shared_certificate.applies(segment(ONE, evidence=(heard_at("10.0.0.1", TlsServer()),)))
