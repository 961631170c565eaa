"""Is there a box through which a supplier comes in? That it is there is the finding, so it can't be met."""

import pytest

from checks.supplier_router import supplier_router
from scanner.evidence import HttpPage
from scanner.model import Severity
from tests.checks.facts import NOT_MET, asset, view


@pytest.mark.parametrize(
    ("shown", "name"),
    [({"server": "eWON"}, "eWON"), ({"title": "Teltonika-RUT955.com - Web UI"}, "Teltonika")],
)
def test_a_start_page_or_its_web_server_names_the_box(shown: dict[str, str], name: str) -> None:
    verdict = supplier_router(view(asset("10.0.0.9"), HttpPage(status=302, **shown)))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, None)
    assert name in str(verdict.why)


@pytest.mark.parametrize(
    "change",
    [
        {"mac_vendor": "Tosibox Oy"}, {"mac_vendor": "INSYS Microelectronics GmbH"}, {"mac": "00:03:27:12:34:56"},
        {"mac_vendor": "MB connect line GmbH Fernwartungssysteme"},
    ],
)  # fmt: skip
def test_a_network_card_is_a_milder_hint(change: dict[str, str]) -> None:
    box = view(asset("10.0.0.9", **change))
    assert supplier_router.applies
    assert supplier_router.applies(box)
    assert supplier_router(box).severity is Severity.LOW


@pytest.mark.parametrize(
    "title", ["Teltonika Monitor", "SiteManager", "Our eWON manual", "Sitemanager Login Form"]
)
def test_a_page_that_only_talks_of_such_a_box_is_none(title: str) -> None:
    assert supplier_router.applies
    assert not supplier_router.applies(view(asset("10.0.0.9"), HttpPage(status=200, title=title)))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"mac_vendor": "Ixonos Plc"},
        {"mac_vendor": "HMS Industrial Networks"},
        {"mac": "00:1b:1b:00:03:27"},
    ],
)
def test_others_are_not_judged(change: dict[str, str]) -> None:
    assert supplier_router.applies
    assert not supplier_router.applies(
        view(asset("10.0.0.9", **change), HttpPage(status=200, title="Orders"))
    )
