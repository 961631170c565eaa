"""Does a shared screen travel in clear?"""

import pytest

from checks.vnc_unencrypted import vnc_unencrypted
from scanner.evidence import VncSecurity
from scanner.model import Severity
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize("types", [(1,), (2,), (2, 16), (30,), (6,)])
def test_types_that_only_log_in_are_a_gap(types: tuple[int, ...]) -> None:
    verdict = vnc_unencrypted(VncSecurity(version="3.8", types=types))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)


def test_encryption_that_may_be_left_out_is_a_milder_gap() -> None:
    verdict = vnc_unencrypted(VncSecurity(version="3.8", types=(19, 2)))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.LOW)


@pytest.mark.parametrize("types", [(19,), (18, 19), (5, 129)])
def test_encryption_alone_is_in_order(types: tuple[int, ...]) -> None:
    assert vnc_unencrypted(VncSecurity(version="3.8", types=types)).outcome is MET


def test_a_server_that_tells_no_types_is_unknown() -> None:
    assert vnc_unencrypted(VncSecurity(version="3.8", refusal="too many")).outcome is UNKNOWN
