"""Do machines and office computers share one network?"""

from checks.flat_network import flat_network
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

PLC = asset("10.0.0.1", role="controller")
OFFICE = asset("10.0.0.2", role="office computer")
NAMELESS = asset("10.0.0.3")


def test_a_machine_and_an_office_computer_in_one_segment_are_a_gap() -> None:
    verdict = flat_network(segment(PLC, OFFICE, NAMELESS, NAMELESS, NAMELESS))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Machines in this network: 1. Office devices in the same network: 1."


def test_a_segment_of_machines_alone_is_in_order() -> None:
    assert flat_network(segment(PLC, asset("10.0.0.4", role="Machine tool"), NAMELESS)).outcome is MET


def test_with_most_roles_unknown_nothing_is_known() -> None:
    assert flat_network(segment(PLC, NAMELESS)).outcome is UNKNOWN
    assert flat_network(segment()).outcome is UNKNOWN


def test_half_an_audit_does_not_prove_that_no_office_computer_is_there() -> None:
    assert flat_network(segment(PLC, complete=False)).outcome is UNKNOWN
