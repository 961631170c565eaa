"""Does a device offer itself to everyone over UPnP? Any offer is the fault, so it can't be met."""

from checks.upnp_announced import upnp_announced
from scanner.evidence import Announcement
from tests.checks.facts import NOT_MET


def test_an_offer_is_a_gap_and_says_as_what() -> None:
    verdict = upnp_announced(Announcement(protocol="ssdp", details={"server": "Linux UPnP/1.1"}))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It offers itself as Linux UPnP/1.1.")
    assert upnp_announced(Announcement(protocol="ssdp")).outcome is NOT_MET


def test_other_announcements_are_not_judged() -> None:
    applies = upnp_announced.applies
    assert applies
    assert applies(Announcement(protocol="ssdp"))
    assert not applies(Announcement(protocol="dhcp"))
