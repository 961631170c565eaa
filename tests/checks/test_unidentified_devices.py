"""Is there anything on the network of which one can't tell what it is?"""

from checks.unidentified_devices import unidentified_devices
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment


def test_a_device_that_told_nothing_is_a_gap() -> None:
    verdict = unidentified_devices(segment(asset("10.0.0.1", vendor="Siemens"), asset("10.0.0.2")))
    assert verdict.outcome is NOT_MET
    assert "1 (10.0.0.2)" in str(verdict.why)


def test_maker_product_or_role_is_enough() -> None:
    told = [
        asset("10.0.0.1", vendor="Siemens"),
        asset("10.0.0.2", product="Jet"),
        asset("10.0.0.3", role="printer"),
    ]
    assert unidentified_devices(segment(*told)).outcome is MET


def test_an_empty_or_unfinished_audit_proves_nothing() -> None:
    assert unidentified_devices(segment()).outcome is UNKNOWN
    assert (
        unidentified_devices(segment(asset("10.0.0.1", vendor="Siemens"), complete=False)).outcome is UNKNOWN
    )
