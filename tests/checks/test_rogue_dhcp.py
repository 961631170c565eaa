"""Does more than one device hand out addresses?"""

from checks.rogue_dhcp import rogue_dhcp
from scanner.evidence import Announcement
from scanner.model import Evidence
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

PC = asset("10.0.0.1")
DISCOVER, OFFER, REQUEST, ACK = "1", "2", "3", "5"


def dhcp(sender: str, kind: str, server: str = "", protocol: str = "dhcp") -> Evidence:
    details = {"message-type": kind} | ({"server_id": server} if server else {})
    fact = Announcement.model_validate({"protocol": protocol, "details": details})
    return Evidence(asset=sender, probe="listening", wanted=fact.kind, fact=fact)


def test_offers_of_two_servers_are_a_gap() -> None:
    shown = (dhcp("10.0.0.254", OFFER, "10.0.0.254"), dhcp("10.0.0.66", OFFER, "10.0.0.66"))
    verdict = rogue_dhcp(segment(PC, evidence=shown))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Devices that hand out addresses: 2 (10.0.0.254, 10.0.0.66)."


def test_servers_that_are_named_by_those_who_take_their_offer_count() -> None:
    shown = (dhcp("10.0.0.3", REQUEST, "10.0.0.254"), dhcp("10.0.0.66", ACK))
    assert rogue_dhcp(segment(PC, evidence=shown)).outcome is NOT_MET


def test_one_server_and_its_relay_are_one() -> None:
    shown = (dhcp("10.0.0.254", OFFER, "10.9.0.1"), dhcp("10.0.0.253", OFFER, "10.9.0.1"))
    verdict = rogue_dhcp(segment(PC, evidence=shown))
    assert (verdict.outcome, str(verdict.why)) == (MET, "Only 10.9.0.1 was heard handing out addresses.")


def test_who_asks_for_an_address_hands_out_none() -> None:
    shown = (dhcp("10.0.0.3", DISCOVER), dhcp("10.0.0.4", REQUEST))
    assert rogue_dhcp(segment(PC, evidence=shown)).outcome is UNKNOWN


def test_another_protocol_with_the_same_words_does_not_count() -> None:
    shown = (dhcp("10.0.0.254", OFFER, "10.0.0.254"), dhcp("10.0.0.66", OFFER, "10.0.0.66", "mdns"))
    assert rogue_dhcp(segment(PC, evidence=shown)).outcome is MET


def test_silence_and_half_an_audit_prove_nothing() -> None:
    assert rogue_dhcp(segment(PC)).outcome is UNKNOWN
    shown = (dhcp("10.0.0.254", OFFER),)
    assert rogue_dhcp(segment(PC, evidence=shown, complete=False)).outcome is UNKNOWN
