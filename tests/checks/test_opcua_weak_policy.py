"""Does an OPC UA server protect its connections with methods that still hold?"""

import pytest

from checks.opcua_weak_policy import opcua_weak_policy
from tests.checks.facts import MET, NOT_MET, UNKNOWN, endpoint, opcua


@pytest.mark.parametrize("policy", ["Basic128Rsa15", "Basic256"])
def test_a_withdrawn_policy_is_a_gap_even_beside_a_good_one(policy: str) -> None:
    verdict = opcua_weak_policy(opcua(endpoint("Sign", policy), endpoint()))
    assert verdict.outcome is NOT_MET
    assert policy in str(verdict.why)


def test_no_protection_at_all_is_a_gap() -> None:
    assert opcua_weak_policy(opcua(endpoint("None", "None"))).outcome is NOT_MET


def test_current_policies_are_in_order() -> None:
    assert opcua_weak_policy(opcua(endpoint("None", "None"), endpoint())).outcome is MET


def test_a_policy_with_a_similar_name_is_no_false_alarm() -> None:
    assert opcua_weak_policy(opcua(endpoint(policy="Aes256_Sha256_RsaPss"))).outcome is MET


def test_a_server_without_endpoints_tells_nothing() -> None:
    assert opcua_weak_policy(opcua()).outcome is UNKNOWN
