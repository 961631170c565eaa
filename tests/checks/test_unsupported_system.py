"""Systems that nobody mends any more, and those of which it can't be told."""

from typing import Any

import pytest

from checks.unsupported_system import unsupported_system
from scanner import Severity
from scanner.model.known import SupportState
from tests.checks.facts import MET, NOT_MET, UNKNOWN
from tests.checks.known import known


def state(life: str, **changes: Any) -> SupportState:
    fields: dict[str, Any] = {"product": "Windows 7", "subject": "Windows build 7601", "until": "2020-01-14"}
    return SupportState(state=life, **fields | changes)


def test_an_ended_system_is_a_gap_with_its_day() -> None:
    verdict = unsupported_system(known(support=(state("supported"), state("ended"))))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)
    assert str(verdict.why) == "Windows 7 has not been mended since 2020-01-14."


def test_an_end_without_a_day_is_a_gap_too() -> None:
    assert (
        str(unsupported_system(known(support=(state("ended", until=""),))).why)
        == "Windows 7 is not mended any more."
    )


def test_extended_support_is_a_milder_gap() -> None:
    verdict = unsupported_system(known(support=(state("extended only", extended="2028-01-01"),)))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.MEDIUM)
    assert "2028-01-01" in str(verdict.why)


def test_a_supported_system_is_in_order() -> None:
    assert unsupported_system(known(support=(state("supported", until="2030-01-01"),))).outcome is MET


def test_a_build_of_several_editions_is_said_to_be_ambiguous() -> None:
    verdict = unsupported_system(
        known(support=(state("depends on the edition", editions=("A: 2020", "B: 2030")),))
    )
    assert verdict.outcome is UNKNOWN
    assert "A: 2020; B: 2030" in str(verdict.why)


@pytest.mark.parametrize("view", [known(), known(absent="there is none"), known(support=(state("unknown"),))])
def test_what_is_not_known_is_not_good(view: Any) -> None:
    assert unsupported_system(view).outcome is UNKNOWN
