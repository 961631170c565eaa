"""Does a computer ask the whole network for names? Any such question is the fault, so it can't be met."""

from checks.llmnr_asked import llmnr_asked
from scanner.evidence import Announcement
from tests.checks.facts import NOT_MET


def test_a_question_is_a_gap_and_names_what_was_asked() -> None:
    verdict = llmnr_asked(Announcement(protocol="llmnr", details={"asked": "fileserver"}))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It asked everybody for the name fileserver.")
    assert llmnr_asked(Announcement(protocol="llmnr")).outcome is NOT_MET


def test_other_announcements_are_not_judged() -> None:
    applies = llmnr_asked.applies
    assert applies
    assert applies(Announcement(protocol="llmnr"))
    assert not applies(Announcement(protocol="nbns"))
