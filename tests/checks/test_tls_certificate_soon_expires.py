"""Will the certificate of a service run out within a month?"""

from datetime import timedelta

from checks.tls_certificate_soon_expires import tls_certificate_soon_expires
from scanner.evidence import TlsServer
from tests.checks.facts import MET, NOT_MET, TODAY, UNKNOWN, certificate

applies = tls_certificate_soon_expires.applies


def ending(days: int) -> TlsServer:
    return TlsServer(certificate=certificate(not_after=TODAY + timedelta(days=days)))


def test_four_weeks_are_too_few_and_six_are_enough() -> None:
    assert tls_certificate_soon_expires(ending(29)).outcome is NOT_MET
    assert tls_certificate_soon_expires(ending(42)).outcome is MET


def test_one_that_has_expired_is_another_question() -> None:
    assert applies
    assert not applies(ending(-1))
    assert applies(ending(1))


def test_without_a_certificate_nothing_is_known() -> None:
    assert tls_certificate_soon_expires(TlsServer()).outcome is UNKNOWN
