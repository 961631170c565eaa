"""Does a remote desktop ask for the login before it shows anything?"""

import pytest

from checks.rdp_standard_security import rdp_standard_security
from checks.rdp_without_nla import rdp_without_nla
from scanner.evidence import RdpSecurity
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("required", "outcome"), [(False, NOT_MET), (True, MET), (None, UNKNOWN)])
def test_the_login_has_to_come_first(required: bool | None, outcome: Outcome) -> None:
    desktop = RdpSecurity(standard=False, tls=True, nla=True, nla_required=required)
    assert rdp_without_nla(desktop).outcome is outcome


@pytest.mark.parametrize("required", [True, False, None])
def test_one_server_never_raises_both_alarms(required: bool | None) -> None:
    oldest = RdpSecurity(standard=True, tls=True, nla_required=required)
    assert rdp_standard_security(oldest).outcome is NOT_MET
    assert rdp_without_nla(oldest).outcome is UNKNOWN
