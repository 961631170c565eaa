"""Did a device fall silent while it was asked a few polite questions?"""

from typing import Literal

import pytest

from checks.fragile_device import fragile_device
from scanner.evidence import Fragility
from scanner.model import Severity
from tests.checks.facts import NOT_MET


@pytest.mark.parametrize(("trouble", "word"), [("silent", "silent"), ("slow", "slow")])
def test_a_device_that_gave_up_is_a_gap(trouble: Literal["silent", "slow"], word: str) -> None:
    verdict = fragile_device(Fragility(reason="no answer", kind_of_trouble=trouble))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)
    assert word in str(verdict.why)


@pytest.mark.parametrize("trouble", ["flood", "drip"])
def test_an_endless_answer_weighs_less(trouble: Literal["flood", "drip"]) -> None:
    assert fragile_device(Fragility(reason="odd", kind_of_trouble=trouble)).severity is Severity.LOW
