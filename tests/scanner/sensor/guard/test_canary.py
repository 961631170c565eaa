"""Silence or slowness after our questions is trouble; a busy switch is not."""

import pytest

from scanner.sensor.guard.canary import Canary


def after(first: float | None, later: float | None) -> str:
    canary = Canary()
    canary.before("10.0.0.1", first)
    return canary.trouble("10.0.0.1", later)


def test_silence_after_an_answer_is_trouble() -> None:
    assert "silent" in after(0.001, None)


def test_three_times_slower_is_trouble_when_it_can_be_noticed() -> None:
    assert "times slower" in after(0.2, 0.7)
    assert "times slower" in after(0.0, 0.3)


@pytest.mark.parametrize("later", [0.001, 0.004, 0.25])
def test_a_little_jitter_is_no_trouble(later: float) -> None:
    assert after(0.001, later) == ""


def test_a_machine_that_was_slow_already_is_not_in_trouble() -> None:
    assert after(0.5, 1.4) == ""


def test_what_never_answered_can_not_fall_silent() -> None:
    assert after(None, None) == ""
    assert Canary().trouble("10.0.0.1", None) == ""


def test_the_first_measure_counts_and_not_a_later_worse_one() -> None:
    canary = Canary()
    canary.before("10.0.0.1", 0.01)
    canary.before("10.0.0.1", 2.0)
    assert canary.trouble("10.0.0.1", 2.0)


def test_one_asset_says_nothing_about_another() -> None:
    canary = Canary()
    canary.before("10.0.0.1", 0.01)
    assert canary.trouble("10.0.0.2", None) == ""
