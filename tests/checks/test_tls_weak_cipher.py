"""Does a protected connection still use a lock that can be picked?"""

from checks.tls_weak_cipher import tls_weak_cipher
from scanner.evidence import TlsServer
from tests.checks.facts import MET, NOT_MET, UNKNOWN


def test_a_weak_cipher_of_any_version_is_a_gap_and_is_named() -> None:
    server = TlsServer(cipher="ECDHE-RSA-AES256-GCM-SHA384", weak_ciphers=("DES-CBC3-SHA", "RC4-SHA"))
    verdict = tls_weak_cipher(server)
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It agreed to DES-CBC3-SHA, RC4-SHA.")


def test_a_strong_cipher_is_in_order() -> None:
    assert tls_weak_cipher(TlsServer(cipher="TLS_AES_256_GCM_SHA384")).outcome is MET


def test_a_refusal_of_all_weak_ciphers_is_in_order_whatever_was_chosen() -> None:
    verdict = tls_weak_cipher(TlsServer(cipher="TLS_AES_256_GCM_SHA384", weak_refused=True))
    assert (verdict.outcome, str(verdict.why)) == (MET, "It refused every weak cipher that we offered.")


def test_without_a_cipher_nothing_is_known() -> None:
    assert tls_weak_cipher(TlsServer(refused=("TLSv1.2",))).outcome is UNKNOWN
