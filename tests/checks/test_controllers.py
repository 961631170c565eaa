"""Do controllers answer strangers, each in its maker's own protocol?"""

from typing import Any

import pytest

from checks.controllers import (
    ads_reachable,
    codesys_v2_unauthenticated,
    codesys_v3_reachable,
    crimson_reachable,
    fins_unauthenticated,
    melsec_unauthenticated,
    pcom_unauthenticated,
    pcworx_unauthenticated,
    proconos_unauthenticated,
    srtp_unauthenticated,
    umas_unauthenticated,
)
from scanner import Check, Fact, Severity
from scanner.evidence import (
    AdsDevice,
    CodesysV2Identity,
    CodesysV3Identity,
    CrimsonIdentity,
    FinsIdentity,
    MelsecIdentity,
    PcomIdentity,
    PcworxIdentity,
    ProconosIdentity,
    SrtpIdentity,
    UmasIdentity,
)
from tests.checks.facts import NOT_MET, UNKNOWN

NO_LOGIN: list[tuple[Check[Any], Fact, str]] = [
    (fins_unauthenticated, FinsIdentity(model="CP1L-EL20DR-D"), "Omron CP1L-EL20DR-D"),
    (melsec_unauthenticated, MelsecIdentity(model="Q03UDECPU"), "Mitsubishi Q03UDECPU"),
    (codesys_v2_unauthenticated, CodesysV2Identity(product="WAGO 750-841"), "WAGO 750-841"),
    (pcom_unauthenticated, PcomIdentity(model="V130-33-T38"), "Unitronics V130-33-T38"),
    (umas_unauthenticated, UmasIdentity(model="BMX P34 2000"), "Schneider Electric BMX P34 2000"),
    (
        srtp_unauthenticated,
        SrtpIdentity(family="Series 90-30", controller_id="PUMP2"),
        "GE Series 90-30 PUMP2",
    ),
    (proconos_unauthenticated, ProconosIdentity(model="ADAM5510KW"), "ADAM5510KW"),
    (pcworx_unauthenticated, PcworxIdentity(model="ILC 330 ETH"), "Phoenix Contact ILC 330 ETH"),
]
MAYBE_LATER: list[tuple[Check[Any], Fact, str]] = [
    (
        codesys_v3_reachable,
        CodesysV3Identity(device_name="Control Win V3", version="3.5"),
        "Control Win V3 3.5",
    ),
    (ads_reachable, AdsDevice(net_id="5.45.1.1.1.1", product="TwinCAT 3", version="3.1"), "TwinCAT 3 3.1"),
    (crimson_reachable, CrimsonIdentity(vendor="Red Lion", model="G310C2"), "Red Lion G310C2"),
]


def ids(rows: list[tuple[Check[Any], Fact, str]]) -> list[str]:
    return [check.id for check, _, _ in rows]


@pytest.mark.parametrize(("check", "fact", "name"), NO_LOGIN, ids=ids(NO_LOGIN))
def test_a_controller_that_tells_a_stranger_its_name_is_open(
    check: Check[Any], fact: Fact, name: str
) -> None:
    verdict = check(fact)
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == f"It told a stranger that it is {name}, without a login."
    assert (check.stop, check.severity) == (True, Severity.HIGH)


@pytest.mark.parametrize(("check", "fact", "name"), MAYBE_LATER, ids=ids(MAYBE_LATER))
def test_where_a_password_may_come_later_the_sentence_says_so_and_the_score_is_not_held_down(
    check: Check[Any], fact: Fact, name: str
) -> None:
    verdict = check(fact)
    assert verdict.outcome is NOT_MET
    assert name in str(verdict.why)
    assert "was not tried" in str(verdict.why)
    assert not check.stop
    assert set(check.requirements.values()) == {"hint"}


@pytest.mark.parametrize(
    ("check", "fact"),
    [
        (melsec_unauthenticated, MelsecIdentity(end_code=0xC059)),
        (umas_unauthenticated, UmasIdentity(exception=0x8001)),
        (srtp_unauthenticated, SrtpIdentity(error=0xD1)),
    ],
    ids=["melsec", "umas", "srtp"],
)
def test_a_refusal_may_be_a_password_and_is_not_judged(check: Check[Any], fact: Fact) -> None:
    verdict = check(fact)
    assert verdict.outcome is UNKNOWN
    assert "declined" in str(verdict.why)


def test_fins_knows_no_login_so_a_refused_command_is_an_answer_too() -> None:
    verdict = fins_unauthenticated(FinsIdentity(end_code=0x2108))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "It answered a stranger, without a login."


def test_a_device_that_knows_plain_modbus_only_has_nothing_to_do_with_umas() -> None:
    applies = umas_unauthenticated.applies
    assert applies is not None
    assert not applies(UmasIdentity(exception=1))
    assert applies(UmasIdentity(exception=0x8001))
    assert applies(UmasIdentity(model="BMX P34 2000"))


def test_without_a_name_the_sentence_has_no_hole() -> None:
    assert (
        str(codesys_v2_unauthenticated(CodesysV2Identity()).why) == "It answered a stranger, without a login."
    )
    assert str(crimson_reachable(CrimsonIdentity()).why).startswith("It answered a stranger. Whether")
