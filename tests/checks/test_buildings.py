"""Can the whole network reach the building control?"""

from checks.buildings import bacnet_bbmd_open, bacnet_reachable, fox_cleartext, knx_without_secure
from scanner.evidence import BacnetBroadcastTable, BacnetDevice, FoxStation, KnxDevice
from tests.checks.facts import MET, NOT_MET, UNKNOWN

WAYS = ("core", "device management", "tunnelling", "routing")


def test_a_bacnet_device_that_names_itself_is_open() -> None:
    verdict = bacnet_reachable(BacnetDevice(instance=4711, vendor="Lab Controls", model="LC-100"))
    assert verdict.outcome is NOT_MET
    assert "Lab Controls LC-100" in str(verdict.why)
    assert not bacnet_reachable.stop


def test_a_bacnet_bridge_that_lists_its_networks_is_a_gap_and_says_how_many() -> None:
    verdict = bacnet_bbmd_open(BacnetBroadcastTable(entries=2, peers=("10.0.0.5:47808", "10.0.1.5:47808")))
    assert (verdict.outcome, str(verdict.why)) == (
        NOT_MET,
        "It listed to a stranger where it passes messages on (2).",
    )


def test_a_bacnet_device_that_declines_is_in_order_and_an_empty_list_leaves_it_open() -> None:
    assert bacnet_bbmd_open(BacnetBroadcastTable(declined=True)).outcome is MET
    assert bacnet_bbmd_open(BacnetBroadcastTable()).outcome is UNKNOWN


def test_a_knx_gateway_without_secure_is_a_gap_that_names_the_ways_in() -> None:
    verdict = knx_without_secure(KnxDevice(name="router", services=WAYS))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "It takes orders without protection (tunnelling, routing)."


def test_a_knx_gateway_with_one_bare_way_left_is_a_gap() -> None:
    device = KnxDevice(name="router", services=(*WAYS, "security"), secured=("tunnelling",))
    verdict = knx_without_secure(device)
    assert verdict.outcome is NOT_MET
    assert "(routing)" in str(verdict.why)


def test_a_knx_gateway_that_takes_protected_messages_only_is_in_order() -> None:
    device = KnxDevice(name="router", services=(*WAYS, "security"), secured=("tunnelling", "routing"))
    assert knx_without_secure(device).outcome is MET


def test_a_knx_gateway_that_does_not_tell_what_is_turned_on_leaves_it_open() -> None:
    assert knx_without_secure(KnxDevice(name="r", services=(*WAYS, "security"))).outcome is UNKNOWN
    assert knx_without_secure(KnxDevice(name="r", services=("core",))).outcome is UNKNOWN


def test_a_niagara_station_is_judged_by_whether_it_was_heard_inside_tls() -> None:
    assert fox_cleartext(FoxStation(name="Hall_2")).outcome is NOT_MET
    assert fox_cleartext(FoxStation(name="Hall_2", secured=True)).outcome is MET
