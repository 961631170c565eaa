"""Does a remote login still speak the first version of SSH?"""

import pytest

from checks.ssh_protocol_1 import ssh_protocol_1
from scanner.evidence import SshServer
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(
    ("version", "outcome"), [("1.5", NOT_MET), ("1.99", NOT_MET), ("2.0", MET), ("", UNKNOWN)]
)
def test_every_version_that_starts_with_one_is_old(version: str, outcome: Outcome) -> None:
    assert ssh_protocol_1(SshServer(banner=f"SSH-{version}-x", protocol=version)).outcome is outcome
