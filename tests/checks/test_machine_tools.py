"""Do machine tools and robots answer strangers?"""

from typing import Any

import pytest

from checks.machine_tools import (
    focas_unauthenticated,
    kuka_bridge_open,
    lsv2_open,
    mtconnect_adapter_open,
    mtconnect_cleartext,
    ur_dashboard_open,
)
from scanner import Check, Fact, Severity
from scanner.evidence import FanucCnc, HeidenhainDoor, KukaRobot, MtConnectAdapter, MtConnectAgent, UrRobot
from tests.checks.facts import NOT_MET

ROWS: list[tuple[Check[Any], Fact, Severity, str]] = [
    (focas_unauthenticated, FanucCnc(product="Series 0"), Severity.HIGH, "Fanuc Series 0"),
    (focas_unauthenticated, FanucCnc(), Severity.HIGH, "It answered a stranger, without a login."),
    (lsv2_open, HeidenhainDoor(), Severity.MEDIUM, "what stands behind it is not known"),
    (ur_dashboard_open, UrRobot(greeting="x", product="UR10"), Severity.HIGH, "Universal Robots UR10"),
    (kuka_bridge_open, KukaRobot(product="KR 16"), Severity.HIGH, "KUKA KR 16"),
    (kuka_bridge_open, KukaRobot(), Severity.HIGH, "told a stranger that it is KUKA"),
    (mtconnect_cleartext, MtConnectAgent(), Severity.LOW, "without a login and without encryption"),
    (mtconnect_adapter_open, MtConnectAdapter(), Severity.LOW, "without a login and without encryption"),
]


@pytest.mark.parametrize(("check", "fact", "severity", "words"), ROWS)
def test_an_answer_to_a_stranger_is_the_gap_and_weighs_by_what_can_be_done(
    check: Check[Any], fact: Fact, severity: Severity, words: str
) -> None:
    verdict = check(fact)
    assert verdict.outcome is NOT_MET
    assert words in str(verdict.why)
    assert check.severity is severity


def test_controls_that_answered_hold_the_score_down_and_an_open_port_alone_does_not() -> None:
    assert focas_unauthenticated.stop
    assert ur_dashboard_open.stop
    assert kuka_bridge_open.stop
    assert not any(check.stop for check in (lsv2_open, mtconnect_cleartext, mtconnect_adapter_open))
