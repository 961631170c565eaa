"""Are the key and the signature of a certificate strong enough?"""

import pytest

from checks.tls_weak_key import tls_weak_key
from scanner.evidence import TlsServer
from tests.checks.facts import MET, NOT_MET, UNKNOWN, certificate

WEAK = [
    {"key_bits": 1024},
    {"key_bits": 2047},
    {"signature_hash": "sha1"},
    {"key_type": "dsa", "key_bits": 1024},
]


@pytest.mark.parametrize("change", WEAK)
def test_a_short_key_or_a_broken_signature_is_a_gap(change: dict[str, object]) -> None:
    assert tls_weak_key(TlsServer(certificate=certificate(**change))).outcome is NOT_MET


@pytest.mark.parametrize(
    "change", [{}, {"key_type": "ec", "key_bits": 256}, {"key_type": "ed25519", "key_bits": 256}]
)
def test_a_strong_key_is_in_order(change: dict[str, object]) -> None:
    assert tls_weak_key(TlsServer(certificate=certificate(**change))).outcome is MET


@pytest.mark.parametrize("change", [{"key_bits": 0}, {"signature_hash": ""}])
def test_a_key_that_could_not_be_read_is_not_called_strong(change: dict[str, object]) -> None:
    assert tls_weak_key(TlsServer(certificate=certificate(**change))).outcome is UNKNOWN


def test_without_a_certificate_nothing_is_known() -> None:
    assert tls_weak_key(TlsServer()).outcome is UNKNOWN
