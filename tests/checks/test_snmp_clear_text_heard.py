"""Does somebody speak an old SNMP? Any such message is the fault, so it can't be met."""

import pytest

from checks.snmp_clear_text_heard import snmp_clear_text_heard
from scanner.evidence import Announcement
from tests.checks.facts import NOT_MET


def heard(**details: str) -> Announcement:
    return Announcement(protocol="snmp", details=details)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        ({"version": "1", "message": "request"}, "It asked in SNMP version 1."),
        ({"version": "2c", "message": "trap"}, "It reported in SNMP version 2c."),
        (
            {"version": "1", "message": "request", "delivered": "yes"},
            "It asked in SNMP version 1, with a factory password.",
        ),
        (
            {"version": "2c", "message": "trap", "delivered": "yes"},
            "It reported in SNMP version 2c, with a factory password.",
        ),
    ],
)
def test_an_old_message_is_a_gap_and_says_which(details: dict[str, str], why: str) -> None:
    verdict = snmp_clear_text_heard(heard(**details))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, why)


def test_version_3_and_other_announcements_are_not_judged() -> None:
    applies = snmp_clear_text_heard.applies
    assert applies
    assert applies(heard(version="1"))
    assert applies(heard(version="2c"))
    assert not applies(heard(version="3"))
    assert not applies(heard())
    assert not applies(Announcement(protocol="ssdp", details={"version": "1"}))
