"""Does a computer call out its name over NetBIOS? Any call is the fault, so it can't be met."""

from checks.netbios_names_announced import netbios_names_announced
from scanner.evidence import Announcement
from tests.checks.facts import NOT_MET


def test_a_call_is_a_gap_and_names_what_was_called() -> None:
    verdict = netbios_names_announced(Announcement(protocol="nbns", names=("OFFICE-1",)))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It called out the name OFFICE-1.")
    assert netbios_names_announced(Announcement(protocol="nbns")).outcome is NOT_MET


def test_other_announcements_are_not_judged() -> None:
    applies = netbios_names_announced.applies
    assert applies
    assert applies(Announcement(protocol="nbns"))
    assert not applies(Announcement(protocol="mdns"))
