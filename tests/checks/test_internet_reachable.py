"""Does a connection from the machines' network to the internet come about?"""

from typing import Any

import pytest

from checks.internet_reachable import internet_reachable
from scanner.evidence import EgressTest, SegmentView
from scanner.model import CUT_SHORT, Answer, Evidence, Severity, Zone
from scanner.model.outside import PROBE
from scanner.plugin import Check
from tests.checks.facts import MET, NOT_MET, UNKNOWN, segment

TARGET = "www.example.com:443"


def tried(state: str, reason: str = "", zone: Zone = Zone.OT) -> SegmentView:
    fields: dict[str, Any] = {"outside": TARGET, "address": "203.0.113.10", "port": 443}
    fact = EgressTest.model_validate(fields | {"state": state, "reason": reason})
    evidence = Evidence(asset="203.0.113.10", probe=PROBE, wanted=fact.kind, fact=fact)
    return segment(zone=zone, evidence=(evidence,))


def in_vain(answer: Answer, reason: str) -> SegmentView:
    evidence = Evidence(asset="www.example.com", probe=PROBE, wanted="", answer=answer, reason=reason)
    return segment(zone=Zone.OT, evidence=(evidence,))


@pytest.mark.parametrize(
    ("zone", "severity"),
    [(Zone.OT, Severity.HIGH), (Zone.MIXED, Severity.MEDIUM), (Zone.DMZ, Severity.LOW)],
)
def test_a_connection_that_came_about_weighs_by_the_zone(zone: Zone, severity: Severity) -> None:
    verdict = internet_reachable(tried("open", zone=zone))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, severity)
    assert str(verdict.why) == f"A connection from this network to {TARGET} came about."


@pytest.mark.parametrize(
    ("state", "reason"), [("silent", "no answer in time"), ("unreachable", "EHOSTUNREACH")]
)
def test_what_was_not_reached_is_that_one_address_and_no_more_is_said(state: str, reason: str) -> None:
    verdict = internet_reachable(tried(state, reason))
    assert verdict.outcome is MET
    assert str(verdict.why) == f"The address {TARGET} was not reached from here. Others were not tried."


def test_a_refusal_may_come_from_the_internet_itself_so_it_proves_nothing() -> None:
    assert internet_reachable(tried("refused", "ECONNREFUSED")).outcome is UNKNOWN


@pytest.mark.parametrize("reason", ["ENETUNREACH", "EPERM", "EACCES", "EINVAL"])
def test_what_this_computer_itself_did_not_let_out_is_unknown(reason: str) -> None:
    verdict = internet_reachable(tried("unreachable", reason))
    assert verdict.outcome is UNKNOWN
    assert reason in str(verdict.why)


@pytest.mark.parametrize(
    ("answer", "reason"), [(Answer.REFUSED, "quiet hours until 06:30"), (Answer.SILENT, CUT_SHORT)]
)
def test_what_was_not_tried_is_unknown_with_the_reason(answer: Answer, reason: str) -> None:
    verdict = internet_reachable(in_vain(answer, reason))
    assert verdict.outcome is UNKNOWN
    assert reason in str(verdict.why)


def test_without_an_address_in_the_configuration_it_is_not_assessed_and_says_what_to_write() -> None:
    verdict = internet_reachable(segment(zone=Zone.OT))
    assert verdict.outcome is UNKNOWN
    assert "egress_test" in str(verdict.why)


def test_an_office_may_go_out() -> None:
    of: Check[Any] = internet_reachable
    assert of.applies
    assert not of.applies(segment(zone=Zone.IT))
    assert all(of.applies(segment(zone=zone)) for zone in Zone if zone is not Zone.IT)
