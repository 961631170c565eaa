"""Can the page that runs a device be reached without encryption?"""

import pytest

from checks.http_admin_panel import http_admin_panel
from scanner.evidence import HttpPage
from tests.checks.facts import MET, NOT_MET

# Examples of the Recog project's fingerprints.
TITLES = [
    "RouterOS router configuration page", "FRITZ!Box", "FortiGate", "pfSense - Login", "Login | OPNsense",
    "Login to Webmin", "pve - Proxmox Virtual Environment", "iLO 4", "nas&nbsp;-&nbsp;Synology&nbsp;DiskStation",
    "phpMyAdmin", "phpMyAdmin 5.0.0-rc1", "db:80 / localhost | phpMyAdmin 2.10.0.2",
    "Dashboard [Jenkins]", "Continuous Integrations [Jenkins]",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_control_page_in_clear_is_a_gap(title: str) -> None:
    page = HttpPage(status=200, title=title)
    assert http_admin_panel.applies
    assert http_admin_panel.applies(page)
    assert http_admin_panel(page).outcome is NOT_MET


def test_a_control_page_over_tls_is_in_order() -> None:
    assert http_admin_panel(HttpPage(status=200, title="FortiGate", secured=True)).outcome is MET


def test_another_page_is_not_judged() -> None:
    assert http_admin_panel.applies
    assert not http_admin_panel.applies(HttpPage(status=200, title="Canteen menu"))
