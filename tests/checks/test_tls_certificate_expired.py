"""Is the certificate of a service still valid?"""

from datetime import timedelta

from checks.tls_certificate_expired import tls_certificate_expired
from scanner.evidence import TlsServer
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET, TODAY, UNKNOWN, certificate


def test_a_certificate_of_yesterday_has_expired() -> None:
    old = certificate(not_after=TODAY - timedelta(days=1))
    assert tls_certificate_expired(TlsServer(certificate=old)).outcome is NOT_MET


def test_a_certificate_of_tomorrow_is_a_milder_gap() -> None:
    early = certificate(not_before=TODAY + timedelta(days=1))
    verdict = tls_certificate_expired(TlsServer(certificate=early))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.LOW)


def test_a_certificate_of_today_is_in_order() -> None:
    assert tls_certificate_expired(TlsServer(certificate=certificate())).outcome is MET


def test_without_a_certificate_nothing_is_known() -> None:
    assert tls_certificate_expired(TlsServer()).outcome is UNKNOWN
