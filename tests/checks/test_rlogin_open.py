"""Is a computer open to rlogin, rsh or rexec? That the port is open is the finding, so it can't be met."""

from checks.rlogin_open import rlogin_open
from scanner.evidence import RloginDoor
from tests.checks.facts import NOT_MET


def test_an_open_port_is_a_gap_and_is_named() -> None:
    verdict = rlogin_open(RloginDoor(service="rsh"))
    assert (verdict.outcome, str(verdict.why)) == (NOT_MET, "The port of rsh is open.")
