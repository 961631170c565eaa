"""Does a Siemens controller let strangers read or change its program?"""

import pytest

from checks.s7_unauthenticated import s7_unauthenticated
from scanner.evidence import S7Identity
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET


@pytest.mark.parametrize("level", [0, 1])
def test_a_controller_without_a_named_protection_is_open(level: int) -> None:
    verdict = s7_unauthenticated(S7Identity(order_number="6ES7 315-2EH14-0AB0", protection=level))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)


def test_a_password_for_writing_alone_is_a_milder_gap() -> None:
    verdict = s7_unauthenticated(S7Identity(protection=2))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.MEDIUM)


def test_a_password_for_reading_and_writing_is_in_order() -> None:
    assert s7_unauthenticated(S7Identity(protection=3)).outcome is MET
