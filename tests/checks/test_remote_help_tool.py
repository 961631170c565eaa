"""Does a program for remote help wait on a computer? That the port is open is the finding, so it can't be met."""

from checks.remote_help_tool import remote_help_tool
from scanner.evidence import RemoteHelpDoor
from tests.checks.facts import NOT_MET


def test_an_open_port_is_a_gap_and_says_whose_it_usually_is() -> None:
    verdict = remote_help_tool(RemoteHelpDoor(product="AnyDesk"))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "The port that AnyDesk has as delivered is open."
