"""Can the machines be reached from the office?"""

import pytest

from checks.plant_port_from_another_zone import CONTROLLERS, plant_port_from_another_zone
from scanner.evidence import ModbusIdentity, OpcUaServer, S7Identity
from scanner.model import Evidence, Fact, Service, Severity, Zone
from scanner.packs import load_probes
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

PC = asset("10.0.0.1")


def heard(fact: Fact, port: int | None = 502) -> Evidence:
    service = None if port is None else Service(transport="tcp", port=port)
    return Evidence(asset="10.0.0.7", service=service, probe="p", wanted=fact.kind, fact=fact)


@pytest.mark.parametrize("zone", [Zone.IT, Zone.DMZ])
def test_a_controller_that_answers_in_the_office_is_a_gap(zone: Zone) -> None:
    verdict = plant_port_from_another_zone(
        segment(PC, zone=zone, evidence=(heard(ModbusIdentity()), heard(S7Identity(), 102)))
    )
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Machines that answered: 1 (10.0.0.7)."
    assert verdict.severity in (None, Severity.HIGH)


def test_an_office_without_machines_is_in_order() -> None:
    assert plant_port_from_another_zone(segment(PC, zone=Zone.IT)).outcome is MET


def test_an_office_program_that_speaks_opc_ua_is_no_machine() -> None:
    shown = (heard(OpcUaServer(), 4840),)
    assert plant_port_from_another_zone(segment(PC, zone=Zone.IT, evidence=shown)).outcome is MET


def test_what_was_only_overheard_is_no_way_in() -> None:
    shown = (heard(ModbusIdentity(), None),)
    assert plant_port_from_another_zone(segment(PC, zone=Zone.IT, evidence=shown)).outcome is MET


@pytest.mark.parametrize("zone", [Zone.OT, Zone.MIXED])
def test_among_the_machines_nothing_is_known_of_the_way_from_the_office(zone: Zone) -> None:
    shown = (heard(ModbusIdentity()),)
    assert plant_port_from_another_zone(segment(PC, zone=zone, evidence=shown)).outcome is UNKNOWN


def test_half_an_audit_or_an_empty_one_does_not_prove_it() -> None:
    assert plant_port_from_another_zone(segment(PC, zone=Zone.IT, complete=False)).outcome is UNKNOWN
    assert plant_port_from_another_zone(segment(zone=Zone.IT)).outcome is UNKNOWN


def test_each_answer_that_counts_is_given_by_a_probe_for_controllers() -> None:
    given = {probe.gives for probe in load_probes("scanner.sensor.probes") if probe.controller}
    assert set(CONTROLLERS) <= given
