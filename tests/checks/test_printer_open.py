"""Can anybody print?"""

import pytest

from checks.printer_open import printer_open
from scanner.evidence import IppPrinter
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize("ways", [("none",), ("requesting-user-name",), ("digest", "none")])
def test_a_way_in_without_proof_is_a_gap(ways: tuple[str, ...]) -> None:
    assert printer_open(IppPrinter(status=0, authentication=ways)).outcome is NOT_MET


def test_a_printer_that_wants_a_login_is_in_order() -> None:
    assert printer_open(IppPrinter(status=0, authentication=("basic", "certificate"))).outcome is MET


def test_a_printer_that_does_not_tell_is_unknown() -> None:
    assert printer_open(IppPrinter(status=0)).outcome is UNKNOWN
