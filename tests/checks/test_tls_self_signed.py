"""Did anybody but the device itself vouch for its certificate?"""

from checks.tls_self_signed import tls_self_signed
from scanner.evidence import TlsServer
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET, UNKNOWN, certificate


def test_a_self_signed_certificate_is_a_small_gap() -> None:
    assert tls_self_signed(TlsServer(certificate=certificate(self_signed=True))).outcome is NOT_MET
    assert tls_self_signed.severity is Severity.LOW


def test_a_certificate_of_an_authority_is_in_order() -> None:
    assert tls_self_signed(TlsServer(certificate=certificate())).outcome is MET


def test_without_a_certificate_nothing_is_known() -> None:
    assert tls_self_signed(TlsServer()).outcome is UNKNOWN
