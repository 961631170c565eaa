"""Can the certificate of an OPC UA server be trusted?"""

from datetime import timedelta

import pytest

from checks.opcua_weak_certificate import opcua_weak_certificate
from tests.checks.facts import MET, NOT_MET, TODAY, UNKNOWN, certificate, endpoint, opcua


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"not_after": TODAY - timedelta(days=1)}, "expired"),
        ({"key_bits": 1024}, "1024"),
        ({"signature_hash": "sha1"}, "sha1"),
        ({"signature_hash": "MD5"}, "MD5"),
    ],
)
def test_each_weakness_of_the_certificate_is_a_gap(change: dict[str, object], told: str) -> None:
    verdict = opcua_weak_certificate(opcua(endpoint(), certificate=certificate(**change)))
    assert verdict.outcome is NOT_MET
    assert told in str(verdict.why)


def test_a_sound_certificate_is_in_order_though_self_signed() -> None:
    sound = certificate(self_signed=True)
    assert opcua_weak_certificate(opcua(endpoint(), certificate=sound)).outcome is MET


def test_a_short_elliptic_key_is_strong() -> None:
    elliptic = certificate(key_type="ec", key_bits=256)
    assert opcua_weak_certificate(opcua(endpoint(), certificate=elliptic)).outcome is MET


def test_without_a_certificate_nothing_is_known() -> None:
    assert opcua_weak_certificate(opcua(endpoint())).outcome is UNKNOWN
