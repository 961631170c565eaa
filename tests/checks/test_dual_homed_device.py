"""Does a machine stand with one leg in another network?"""

from typing import Any

import pytest

from checks.dual_homed_device import dual_homed_device
from scanner.evidence import EthernetIpIdentity, TlsServer
from scanner.model import Asset, Evidence, Service
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, certificate, segment

CARD, OTHER_CARD = "00:80:f4:1a:22:10", "00:80:f4:00:00:01"


def enip(own: str, at: str = "10.0.0.1") -> Evidence:
    fact = EthernetIpIdentity(
        vendor_id=1,
        device_type=14,
        product_code=1,
        revision="20.1",
        serial="0000beef",
        product_name="L32E",
        own_address=own,
    )
    return Evidence(asset=at, service=Service(transport="udp", port=44818), probe="ethernetip-identity",
                    wanted=fact.kind, fact=fact)  # fmt: skip


def tls(at: str, **changes: Any) -> Evidence:
    fact = TlsServer(certificate=certificate(sha256="ab" * 32, **changes))
    return Evidence(asset=at, probe="tls", wanted=fact.kind, fact=fact)


def legs(*addresses: str, **changes: Any) -> Asset:
    return Asset(id="one", addresses=addresses, **{"serial": "77012"} | changes)


def test_one_serial_number_at_addresses_of_two_networks_is_a_gap() -> None:
    verdict = dual_homed_device(segment(legs("10.0.0.1", "10.0.1.1")))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "In two networks: 1 (10.0.0.1 = 10.0.1.1)."


@pytest.mark.parametrize("addresses", [("10.0.0.1", "10.0.0.2"), ("10.0.0.1", "fe80::1", "fd00:1::1")])
def test_two_addresses_in_one_network_are_one_leg(addresses: tuple[str, ...]) -> None:
    assert dual_homed_device(segment(legs(*addresses))).outcome is MET


@pytest.mark.parametrize("own", ["192.168.1.10", "172.16.0.1"])
def test_a_controller_that_believes_to_have_another_address_is_a_gap(own: str) -> None:
    verdict = dual_homed_device(segment(asset("10.0.0.1"), evidence=(enip(own),)))
    assert verdict.outcome is NOT_MET
    assert own in str(verdict.why)


@pytest.mark.parametrize(
    "own", ["10.0.0.1", "10.0.0.9", "", "0.0.0.0", "127.0.0.1", "224.0.0.1", "169.254.3.4", "no address"]
)
def test_its_own_address_an_empty_one_and_a_made_up_one_are_no_second_leg(own: str) -> None:
    assert dual_homed_device(segment(asset("10.0.0.1"), evidence=(enip(own),))).outcome is MET


def test_the_same_machine_in_another_segment_with_another_card_is_a_gap() -> None:
    here, there = legs("10.0.0.1", mac=CARD), legs("10.9.0.1", mac=OTHER_CARD)
    assert dual_homed_device(segment(here, elsewhere=(there,))).outcome is NOT_MET


def test_a_machine_that_moved_with_its_card_is_in_one_network_at_a_time() -> None:
    here, there = legs("10.0.0.1", mac=CARD), legs("10.9.0.1", mac=CARD.upper())
    assert dual_homed_device(segment(here, elsewhere=(there,))).outcome is MET


def test_a_certificate_made_for_one_address_shown_in_another_network_is_a_gap() -> None:
    both = asset("10.0.0.1"), asset("10.0.1.1")
    shown = (tls("10.0.0.1", names=("10.0.0.1",)), tls("10.0.1.1", names=("10.0.0.1",)))
    assert dual_homed_device(segment(*both, evidence=shown)).outcome is NOT_MET


def test_a_certificate_of_a_whole_series_proves_nothing() -> None:
    both = asset("10.0.0.1", serial="1234"), asset("10.0.1.1", serial="5678")
    shown = (tls("10.0.0.1", names=("press.local",)), tls("10.0.1.1", names=("press.local",)))
    assert dual_homed_device(segment(*both, evidence=shown)).outcome is MET


def test_where_nobody_told_a_number_or_an_address_nothing_is_known() -> None:
    assert dual_homed_device(segment(asset("10.0.0.1"))).outcome is UNKNOWN
    assert dual_homed_device(segment(legs("10.0.0.1"), complete=False)).outcome is UNKNOWN
    assert dual_homed_device(segment(asset("00:80:f4:1a:22:10"))).outcome is UNKNOWN
