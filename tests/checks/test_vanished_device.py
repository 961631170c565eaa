"""Is a machine gone that was there before, or that should be there?"""

from checks.vanished_device import vanished_device
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

HERE = asset("10.0.0.1", mac="00:80:f4:1a:22:10")
GONE = asset("10.0.0.2")


def test_a_device_of_the_last_audit_that_is_gone_is_a_gap() -> None:
    verdict = vanished_device(segment(HERE, previous=(HERE, GONE)))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Not there any more: 1 (10.0.0.2)."


def test_an_address_of_the_list_at_which_nobody_is_is_a_gap() -> None:
    verdict = vanished_device(segment(HERE, expected=("10.0.0.1", "10.0.0.7")))
    assert verdict.outcome is NOT_MET
    assert "1 (10.0.0.7)" in str(verdict.why)


def test_a_listed_mac_address_may_go_unseen() -> None:
    assert vanished_device(segment(HERE, expected=("10.0.0.1", "00:00:5e:00:53:01"))).outcome is MET


def test_a_device_that_moved_is_not_gone() -> None:
    moved = asset("10.0.0.9", mac="00:80:F4:1A:22:10")
    assert vanished_device(segment(moved, previous=(HERE,))).outcome is MET


def test_without_an_earlier_audit_and_a_list_nothing_is_known() -> None:
    assert vanished_device(segment(HERE)).outcome is UNKNOWN


def test_half_an_audit_does_not_say_that_somebody_is_gone() -> None:
    assert vanished_device(segment(HERE, previous=(GONE,), complete=False)).outcome is UNKNOWN
