"""Does a remote desktop still accept the oldest protection of RDP?"""

import pytest

from checks.rdp_standard_security import rdp_standard_security
from scanner.evidence import RdpSecurity
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("accepted", "outcome"), [(True, NOT_MET), (False, MET), (None, UNKNOWN)])
def test_only_what_was_tried_is_judged(accepted: bool | None, outcome: Outcome) -> None:
    assert rdp_standard_security(RdpSecurity(standard=accepted)).outcome is outcome
