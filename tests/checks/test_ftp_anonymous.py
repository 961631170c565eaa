"""Does FTP let anyone in?"""

import pytest

from checks.ftp_anonymous import ftp_anonymous
from scanner.evidence import FtpAnonymous
from tests.checks.facts import MET, NOT_MET, UNKNOWN


def test_a_server_that_lets_anyone_in_is_a_gap() -> None:
    assert ftp_anonymous(FtpAnonymous(allowed=True, code=230)).outcome is NOT_MET


@pytest.mark.parametrize("code", [530, 332])
def test_a_refusal_is_in_order(code: int) -> None:
    assert ftp_anonymous(FtpAnonymous(allowed=False, code=code)).outcome is MET


@pytest.mark.parametrize("code", [421, 500, 534])
def test_other_troubles_tell_nothing(code: int) -> None:
    assert ftp_anonymous(FtpAnonymous(allowed=False, code=code)).outcome is UNKNOWN
