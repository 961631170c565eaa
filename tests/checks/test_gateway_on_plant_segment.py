"""Does a router or firewall stand among the machines?"""

import pytest

from checks.gateway_on_plant_segment import gateway_on_plant_segment
from scanner.evidence import Announcement, HttpPage
from scanner.model import Evidence, Fact, Zone
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

PLC = asset("10.0.0.1", role="plc")
BOX = asset("10.0.0.254", mac="00:80:f4:1a:22:10")


def heard(fact: Fact, at: str = "10.0.0.254") -> Evidence:
    return Evidence(asset=at, probe="p", wanted=fact.kind, fact=fact)


def upnp(kind: str) -> Announcement:
    return Announcement(protocol="ssdp", details={"nt": f"urn:schemas-upnp-org:device:{kind}:1"})


@pytest.mark.parametrize("zone", [Zone.OT, Zone.MIXED])
@pytest.mark.parametrize("at", ["10.0.0.254", "00:80:f4:1a:22:10"])
def test_a_box_that_announces_itself_as_a_router_is_a_gap(zone: Zone, at: str) -> None:
    shown = (heard(upnp("InternetGatewayDevice"), at),)
    verdict = gateway_on_plant_segment(segment(PLC, BOX, zone=zone, evidence=shown))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Routers or firewalls: 1 (10.0.0.254)."


def test_a_start_page_of_a_known_box_is_a_gap() -> None:
    shown = (heard(HttpPage(status=302, server="eWON")),)
    assert gateway_on_plant_segment(segment(PLC, BOX, evidence=shown)).outcome is NOT_MET


def test_a_device_whose_role_is_router_is_a_gap() -> None:
    assert gateway_on_plant_segment(segment(PLC, asset("10.0.0.9", role="firewall"))).outcome is NOT_MET


def test_machines_alone_are_in_order() -> None:
    shown = (heard(upnp("MediaServer"), "10.0.0.1"),)
    assert gateway_on_plant_segment(segment(PLC, evidence=shown)).outcome is MET


@pytest.mark.parametrize("zone", Zone)
def test_in_the_office_a_router_is_at_home_and_the_question_is_not_put(zone: Zone) -> None:
    applies = gateway_on_plant_segment.applies
    assert applies is not None
    assert applies(segment(zone=zone)) is (zone in (Zone.OT, Zone.MIXED))


def test_with_most_roles_unknown_or_half_an_audit_nothing_is_known() -> None:
    assert gateway_on_plant_segment(segment(PLC, BOX)).outcome is UNKNOWN
    assert gateway_on_plant_segment(segment(PLC, complete=False)).outcome is UNKNOWN
