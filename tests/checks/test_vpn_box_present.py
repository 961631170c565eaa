"""Is there a firewall through which people may come in? That it is there is the finding, so it can't be met."""

import pytest

from checks.vpn_box_present import vpn_box_present
from scanner.evidence import HttpPage
from tests.checks.facts import NOT_MET, asset, view


def test_a_start_page_or_a_network_card_names_the_box() -> None:
    by_page = vpn_box_present(view(asset("10.0.0.9"), HttpPage(status=200, title="FortiGate")))
    by_card = vpn_box_present(view(asset("10.0.0.9", mac_vendor="Routerboard.com")))
    assert (by_page.outcome, str(by_page.why)) == (NOT_MET, "Its start page says: FortiGate.")
    assert str(by_card.why) == "Its network card is from MikroTik, who makes such boxes."


@pytest.mark.parametrize("maker", ["", "Dell Inc.", "WatchGuard Video"])
def test_others_are_not_judged(maker: str) -> None:
    assert vpn_box_present.applies
    assert not vpn_box_present.applies(view(asset("10.0.0.9", mac_vendor=maker)))
