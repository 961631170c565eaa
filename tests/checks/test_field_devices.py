"""Do serial servers, gateways, remote stations and relays answer strangers?"""

from typing import Any

import pytest

from checks.field_devices import (
    hart_ip_unauthenticated,
    lantronix_setup_open,
    mms_unauthenticated,
    moxa_setup_open,
    remote_station_exposed,
    tank_gauge_open,
)
from scanner import Check, Fact, Severity
from scanner.evidence import (
    GridPresence,
    HartDevice,
    LantronixDevice,
    MmsIdentity,
    MoxaDevice,
    TankGauge,
)
from tests.checks.facts import NOT_MET

HART = HartDevice(
    manufacturer_id=38, device_type=9806, universal_revision=7, device_revision=4, software_revision=1,
    device_id="0000d2",
)  # fmt: skip
ROWS: list[tuple[Check[Any], Fact, str]] = [
    (moxa_setup_open, MoxaDevice(mac="00:90:e8:5a:c0:7c"), "It told a stranger that it is Moxa."),
    (lantronix_setup_open, LantronixDevice(), "It told a stranger that it is Lantronix."),
    (hart_ip_unauthenticated, HART, "It told a stranger that it is HART 0000d2, without a login."),
    (
        mms_unauthenticated,
        MmsIdentity(vendor="Lab", model="R1"),
        "It told a stranger that it is Lab R1, without",
    ),
    (tank_gauge_open, TankGauge(tanks=2), "It gave its report to a stranger, without a login (tanks: 2)."),
]


@pytest.mark.parametrize(("check", "fact", "words"), ROWS, ids=[check.id for check, _, _ in ROWS])
def test_an_answer_to_a_stranger_is_the_gap(check: Check[Any], fact: Fact, words: str) -> None:
    verdict = check(fact)
    assert verdict.outcome is NOT_MET
    assert str(verdict.why).startswith(words)
    assert check.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("protocol", "words"), [("iec-104", "test message (IEC 60870-5-104)"), ("dnp3", "link test (DNP3)")]
)
def test_that_a_remote_station_asks_for_no_login_is_said_to_be_inferred(protocol: str, words: str) -> None:
    verdict = remote_station_exposed(GridPresence.model_validate({"protocol": protocol}))
    assert verdict.outcome is NOT_MET
    assert words in str(verdict.why)
    assert "is inferred: no command was tried." in str(verdict.why)
    assert set(remote_station_exposed.requirements.values()) == {"hint"}


def test_only_the_relay_which_let_a_stranger_in_holds_the_score_down() -> None:
    rows = (moxa_setup_open, lantronix_setup_open, hart_ip_unauthenticated, remote_station_exposed)
    assert mms_unauthenticated.stop
    assert not any(check.stop for check in (*rows, tank_gauge_open))
