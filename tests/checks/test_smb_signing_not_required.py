"""Can someone step in between a file server and its users?"""

import pytest

from checks.smb_signing_not_required import smb_signing_not_required
from scanner.evidence import SmbServer
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("required", "outcome"), [(False, NOT_MET), (True, MET), (None, UNKNOWN)])
def test_the_rule_of_the_server_decides(required: bool | None, outcome: Outcome) -> None:
    assert smb_signing_not_required(SmbServer(signing_required=required)).outcome is outcome
