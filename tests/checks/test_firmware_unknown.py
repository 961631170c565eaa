"""One task a device where more must be known of it."""

from checks.firmware_unknown import firmware_unknown
from scanner.evidence import AssetKnown
from tests.checks.facts import NOT_MET
from tests.checks.known import known, weak

MAYBE = weak(sure="possible")


def applies(view: AssetKnown) -> bool:
    assert firmware_unknown.applies is not None
    return firmware_unknown.applies(view)


def test_a_device_without_a_version_is_one_task() -> None:
    verdict = firmware_unknown(known(MAYBE, weak("CVE-2020-0002", sure="possible"), firmware_known=False))
    assert verdict.outcome is NOT_MET
    assert "did not tell its firmware version" in str(verdict.why)
    assert "2 (CVE-2020-0001, CVE-2020-0002)" in str(verdict.why)


def test_a_version_that_does_not_decide_is_told_differently() -> None:
    assert "version alone" in str(firmware_unknown(known(MAYBE)).why)


def test_there_is_no_task_where_nothing_depends_on_it() -> None:
    assert not applies(known(weak()))
    assert applies(known(weak(), MAYBE))
    assert applies(known(firmware_known=False))
