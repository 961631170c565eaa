"""Do files and passwords travel over FTP in clear?"""

import pytest

from checks.ftp_cleartext import ftp_cleartext
from scanner.evidence import FtpGreeting
from scanner.model import Outcome
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("offered", "outcome"), [(False, NOT_MET), (True, MET), (None, UNKNOWN)])
def test_the_offer_of_encryption_decides(offered: bool | None, outcome: Outcome) -> None:
    assert ftp_cleartext(FtpGreeting(banner="220 ready", auth_tls=offered)).outcome is outcome
