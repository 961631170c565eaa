"""Is there anything on the network that nobody approved?"""

from checks.unknown_devices import unknown_devices
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

KNOWN = asset("10.0.0.1", mac="00:80:F4:1A:22:10")
STRANGER = asset("10.0.0.2")


def test_a_device_that_is_not_on_the_list_is_a_gap() -> None:
    verdict = unknown_devices(segment(KNOWN, STRANGER, expected=("10.0.0.1",)))
    assert verdict.outcome is NOT_MET
    assert "1 (10.0.0.2)" in str(verdict.why)


def test_a_device_may_be_listed_by_its_mac_address() -> None:
    assert unknown_devices(segment(KNOWN, expected=("00:80:f4:1a:22:10",))).outcome is MET


def test_without_a_list_nothing_is_known() -> None:
    assert unknown_devices(segment(KNOWN)).outcome is UNKNOWN


def test_an_empty_list_makes_every_device_a_stranger() -> None:
    assert unknown_devices(segment(KNOWN, expected=())).outcome is NOT_MET


def test_half_an_audit_does_not_prove_that_no_stranger_is_there() -> None:
    assert unknown_devices(segment(KNOWN, expected=("10.0.0.1",), complete=False)).outcome is UNKNOWN
