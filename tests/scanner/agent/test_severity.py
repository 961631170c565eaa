"""The weight of a weakness: one step more for machine control that an office reaches, and it is said why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.agent.judge import judge
from scanner.agent.severity import CONTROL, weigh, weighed
from scanner.evidence import FtpGreeting
from scanner.model import Asset, Finding, Outcome, Severity, Text, Zone, met, not_met, unknown
from tests.scanner.agent.things import a_check, catalogue, heard, segment

LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
OT, IT, DMZ, MIXED = Zone.OT, Zone.IT, Zone.DMZ, Zone.MIXED
OFFICE = ("office-computer", "workstation", "printer", "server", "camera", "nas", "building-controller")


def a_finding(**changes: Any) -> Finding:
    told: dict[str, Any] = {
        "check": "modbus-unauthenticated", "check_version": "1", "origin": "vaglio", "asset": "id-1",
        "outcome": Outcome.NOT_MET, "severity": HIGH, "why": Text.of("It answered a stranger."),
    }  # fmt: skip
    return Finding(**{**told, **changes})


def an_asset(role: str = "plc", zone: str = "it") -> Asset:
    return Asset(id="id-1", addresses=("10.0.0.7",), role=role, zone=zone)


@pytest.mark.parametrize("vantage", [IT, DMZ])
@pytest.mark.parametrize(("base", "raised"), [(LOW, MEDIUM), (MEDIUM, HIGH), (HIGH, CRITICAL)])
def test_a_controller_that_the_office_reaches_weighs_one_step_more_and_says_why(
    base: Severity, raised: Severity, vantage: Zone
) -> None:
    severity, why = weigh(base, "plc", OT, vantage)
    assert severity is raised
    assert str(why).startswith("One step worse than usual: ")


def test_the_reason_names_where_it_was_reached_from() -> None:
    assert "stands in the office network" in str(weigh(HIGH, "plc", IT, IT)[1])
    assert "was reached from the office network" in str(weigh(HIGH, "plc", OT, IT)[1])
    assert "faces the outside" in str(weigh(HIGH, "plc", OT, DMZ)[1])


@pytest.mark.parametrize("vantage", [OT, MIXED])
def test_among_the_machines_a_controller_weighs_what_its_check_says(vantage: Zone) -> None:
    assert weigh(HIGH, "plc", OT, vantage) == (HIGH, None)


@pytest.mark.parametrize("role", [*OFFICE, "unknown", "", "lab", "test-bench"])
@pytest.mark.parametrize("vantage", list(Zone))
def test_what_is_no_machine_control_weighs_the_same_from_everywhere(role: str, vantage: Zone) -> None:
    assert weigh(HIGH, role, IT, vantage) == (HIGH, None)


def test_nothing_is_worse_than_critical_and_no_reason_is_given_for_no_change() -> None:
    assert weigh(CRITICAL, "robot", OT, IT) == (CRITICAL, None)


def test_what_is_only_worth_knowing_is_not_raised() -> None:
    assert weigh(Severity.INFO, "plc", OT, IT) == (Severity.INFO, None)


@pytest.mark.parametrize("role", ["Machine tool", "machine_tool", " machine-tool "])
def test_a_role_is_known_however_it_is_spelled(role: str) -> None:
    assert weigh(LOW, role, OT, IT)[0] is MEDIUM


@given(
    st.sampled_from(Severity), st.sampled_from(sorted(CONTROL)) | st.text(), st.sampled_from(Zone),
    st.sampled_from(Zone),
)  # fmt: skip
def test_it_never_lowers_raises_one_step_at_most_and_says_why_exactly_when_it_does(
    base: Severity, role: str, zone: Zone, vantage: Zone
) -> None:
    severity, why = weigh(base, role, zone, vantage)
    assert 0 <= severity.rank - base.rank <= 1
    assert (why is not None) == (severity is not base)


def test_a_finding_is_raised_with_its_reason_and_keeps_all_else() -> None:
    before = a_finding()
    after = weighed(before, an_asset(), IT)
    assert (after.severity, after.severity_why is not None) == (CRITICAL, True)
    assert after.model_copy(update={"severity": HIGH, "severity_why": None}) == before
    assert after.key == before.key


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.UNKNOWN])
def test_only_a_gap_is_weighed(outcome: Outcome) -> None:
    finding = a_finding(outcome=outcome)
    assert weighed(finding, an_asset(), IT) == finding


def test_a_finding_about_the_segment_is_not_weighed() -> None:
    finding = a_finding(asset=None)
    assert weighed(finding, None, IT) == finding


@pytest.mark.parametrize("zone", ["", "hall 3"])
def test_an_asset_without_a_zone_that_we_know_stands_where_the_sensor_stands(zone: str) -> None:
    after = weighed(a_finding(), an_asset(zone=zone), IT)
    assert "stands in the office network" in str(after.severity_why)


def test_the_judge_weighs_a_verdicts_own_severity_by_the_zone_of_the_segment() -> None:
    check = a_check(lambda _: not_met("It greets.", MEDIUM))
    rows = [heard(FtpGreeting(banner="a"))]
    view = segment(*rows)
    assets = {"10.0.0.7": an_asset(zone="")}
    (plain,) = judge(catalogue(check), rows, assets, view)
    (office,) = judge(catalogue(check), rows, assets, view.model_copy(update={"zone": IT}))
    assert (plain.severity, plain.severity_why) == (MEDIUM, None)
    assert office.severity is HIGH
    assert office.severity_why is not None


@pytest.mark.parametrize("verdict", [met("Fine."), unknown("Who knows.")])
def test_the_judge_weighs_no_other_outcome(verdict: Any) -> None:
    rows = [heard(FtpGreeting(banner="a"))]
    view = segment(*rows).model_copy(update={"zone": IT})
    (found,) = judge(catalogue(a_check(lambda _: verdict)), rows, {"10.0.0.7": an_asset()}, view)
    assert (found.severity, found.severity_why) == (LOW, None)


def test_the_reason_survives_being_stored() -> None:
    after = weighed(a_finding(), an_asset(), IT)
    assert Finding.model_validate_json(after.model_dump_json()) == after
    older = a_finding().model_dump(mode="json")
    del older["severity_why"]
    assert Finding.model_validate(older).severity_why is None
