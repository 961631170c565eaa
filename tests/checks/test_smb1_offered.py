"""Does a file server still speak the first version of SMB?"""

import pytest

from checks.smb1_offered import smb1_offered
from scanner.evidence import SmbServer
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("accepted", "outcome"), [(True, NOT_MET), (False, MET), (None, UNKNOWN)])
def test_only_what_was_tried_is_judged(accepted: bool | None, outcome: Outcome) -> None:
    assert smb1_offered(SmbServer(smb1=accepted, dialect="3.1.1")).outcome is outcome
