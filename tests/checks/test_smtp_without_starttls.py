"""Can mail be handed to a mail server without others reading it?"""

import pytest

from checks.smtp_without_starttls import smtp_without_starttls
from scanner.evidence import SmtpGreeting
from scanner.model import Outcome, Severity
from tests.checks.facts import MET, NOT_MET, UNKNOWN


@pytest.mark.parametrize(("offered", "outcome"), [(False, NOT_MET), (True, MET), (None, UNKNOWN)])
def test_the_offer_of_encryption_decides(offered: bool | None, outcome: Outcome) -> None:
    assert smtp_without_starttls(SmtpGreeting(banner="220 relay", starttls=offered)).outcome is outcome


def test_a_login_in_clear_makes_it_worse() -> None:
    verdict = smtp_without_starttls(SmtpGreeting(banner="220 relay", starttls=False, offers_login=True))
    assert verdict.severity is Severity.MEDIUM
