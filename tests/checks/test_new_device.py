"""Is there a machine that the last audit did not meet?"""

from checks.new_device import new_device
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

OLD = asset("10.0.0.1", mac="00:80:f4:1a:22:10")
NEW = asset("10.0.0.2")


def test_a_device_that_was_not_there_the_last_time_is_a_gap() -> None:
    verdict = new_device(segment(OLD, NEW, previous=(OLD,)))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "New since the last audit: 1 (10.0.0.2)."


def test_a_new_device_that_is_on_the_list_was_wanted() -> None:
    assert new_device(segment(OLD, asset("10.0.0.2", expected=True), previous=(OLD,))).outcome is MET


def test_a_device_that_moved_or_was_joined_with_another_is_not_new() -> None:
    moved = asset("10.0.0.9", mac="00:80:F4:1A:22:10")
    assert new_device(segment(moved, previous=(OLD,))).outcome is MET
    numbered = asset("10.0.0.1", vendor="ACME", serial="77012")
    assert (
        new_device(segment(asset("10.0.0.8", vendor="ACME", serial="77012"), previous=(numbered,))).outcome
        is MET
    )
    assert (
        new_device(segment(asset("10.0.0.8", vendor="Other", serial="77012"), previous=(numbered,))).outcome
        is NOT_MET
    )


def test_without_an_earlier_audit_nothing_is_known() -> None:
    assert new_device(segment(OLD)).outcome is UNKNOWN
    assert new_device(segment(OLD, previous=())).outcome is NOT_MET


def test_half_an_audit_does_not_prove_that_nothing_is_new() -> None:
    assert new_device(segment(OLD, previous=(OLD,), complete=False)).outcome is UNKNOWN


def test_a_long_list_is_cut_with_a_sign() -> None:
    many = [asset(f"10.0.0.{n}") for n in range(10, 17)]
    assert str(new_device(segment(*many, previous=())).why).endswith("10.0.0.14, …).")
