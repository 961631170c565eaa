"""Does an OPC UA server let in clients that don't say who they are?"""

from checks.opcua_anonymous import opcua_anonymous
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET, UNKNOWN, endpoint, opcua


def test_anonymous_without_security_is_open() -> None:
    verdict = opcua_anonymous(opcua(endpoint("None", "None", "anonymous", "username"), endpoint()))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)


def test_none_and_anonymous_on_different_endpoints_do_not_add_up() -> None:
    verdict = opcua_anonymous(
        opcua(endpoint("None", "None", "username"), endpoint("Sign", "Basic256Sha256", "anonymous"))
    )
    assert verdict.severity is Severity.MEDIUM


def test_anonymous_on_a_signed_endpoint_is_a_milder_gap() -> None:
    verdict = opcua_anonymous(opcua(endpoint("Sign", "Basic256Sha256", "anonymous")))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.MEDIUM)


def test_whether_a_certificate_lets_strangers_in_is_not_known() -> None:
    assert (
        opcua_anonymous(opcua(endpoint("SignAndEncrypt", "Basic256Sha256", "anonymous"))).outcome is UNKNOWN
    )


def test_a_server_that_wants_names_is_in_order() -> None:
    assert opcua_anonymous(opcua(endpoint())).outcome is MET


def test_a_server_without_endpoints_tells_nothing() -> None:
    assert opcua_anonymous(opcua()).outcome is UNKNOWN
