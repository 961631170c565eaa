"""Can anyone take over a screen?"""

import pytest

from checks.vnc_without_password import vnc_without_password
from scanner.evidence import VncSecurity
from scanner.model import Outcome, Severity
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("types", "outcome"), [((1,), NOT_MET), ((2, 1), NOT_MET), ((2,), MET), ((16, 19), MET), ((), UNKNOWN)]
)
def test_one_way_in_without_a_password_is_enough(types: tuple[int, ...], outcome: Outcome) -> None:
    assert vnc_without_password(VncSecurity(version="003.008", types=types)).outcome is outcome


def test_an_open_screen_is_critical() -> None:
    assert vnc_without_password.severity is Severity.CRITICAL
