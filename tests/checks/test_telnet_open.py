"""Is a device looked after over Telnet?"""

import pytest

from checks.telnet_open import telnet_open
from scanner.evidence import TelnetGreeting
from tests.checks.facts import NOT_MET


@pytest.mark.parametrize("greeting", [TelnetGreeting(banner="login:"), TelnetGreeting(negotiates=True)])
def test_a_greeting_shows_an_open_telnet(greeting: TelnetGreeting) -> None:
    verdict = telnet_open(greeting)
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "It greeted a stranger over Telnet.")


def test_a_mute_telnet_is_not_said_to_have_greeted() -> None:
    verdict = telnet_open(TelnetGreeting(banner="  "))
    assert verdict.outcome is NOT_MET
    assert "no greeting" in str(verdict.why)
