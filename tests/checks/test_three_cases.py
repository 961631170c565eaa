"""Every check has evidence that fails it, passes it and leaves it unknown, wherever that can be."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from scanner import met, not_met, unknown
from scanner.agent.judge import judge
from scanner.evidence import AssetView, SegmentView
from scanner.model import Answer, Evidence, Outcome, Service
from scanner.packs import Catalogue
from scanner.plugin import Check
from tests.checks import seen
from tests.checks.facts import asset, segment
from tests.checks.own import FOLDER, own_checks

CHECKS = own_checks()
each = pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
SPOKEN: dict[object, Outcome] = {met: Outcome.MET, not_met: Outcome.NOT_MET, unknown: Outcome.UNKNOWN}
HERE = Path(__file__).parent
# They look at the words of all checks, at the lab's tables, and at this file.
OF_WORDS = (
    "test_italian.py", "test_cards.py", "test_three_cases.py", "test_every_check_has_a_weak_device.py",
)  # fmt: skip

ANSWER = "any answer to a stranger is the fault; a closed door makes no finding"
HEARD = "any such call is the fault; nobody was asked, so silence proves nothing"
FOUND = "it speaks only of what it found; where there is nothing, nothing is judged"
THE_FAULT_ITSELF = {
    ANSWER: [
        "ads-reachable",
        "amqp-cleartext",
        "bacnet-reachable",
        "codesys-v2-unauthenticated",
        "codesys-v3-reachable",
        "crimson-reachable",
        "dce-rpc-exposed",
        "enip-unauthenticated",
        "fins-unauthenticated",
        "focas-unauthenticated",
        "hart-ip-unauthenticated",
        "ipmi-reachable",
        "kuka-bridge-open",
        "lantronix-setup-open",
        "lsv2-open",
        "melsec-unauthenticated",
        "mms-unauthenticated",
        "modbus-unauthenticated",
        "moxa-setup-open",
        "mssql-browser-open",
        "mtconnect-adapter-open",
        "mtconnect-cleartext",
        "netbios-names-open",
        "pcom-unauthenticated",
        "pcworx-unauthenticated",
        "proconos-unauthenticated",
        "remote-help-tool",
        "remote-station-exposed",
        "rlogin-open",
        "snmp-public",
        "srtp-unauthenticated",
        "tank-gauge-open",
        "wdb-open",
        "telnet-open",
        "tftp-open",
        "umas-unauthenticated",
        "ur-dashboard-open",
    ],
    HEARD: ["llmnr-asked", "netbios-names-announced", "snmp-clear-text-heard", "upnp-announced"],
    FOUND: [
        "firmware-unknown",
        "fragile-device",
        "rsync-modules-listed",
        "supplier-router",
        "vpn-box-present",
        "vulnerability-without-fix",
    ],
}
"""Checks that can't be met, by the reason."""


def can_say(function: Any, known: set[Any]) -> Iterator[Outcome]:
    """The outcomes in a check's code, and in that of the functions of `checks` that it calls."""
    if function in known or not isinstance(function, FunctionType):
        return
    known.add(function)
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if not isinstance(value, FunctionType):
            continue
        if value in SPOKEN:
            yield SPOKEN[value]
        elif value.__module__.startswith("checks"):
            yield from can_say(value, known)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def possible(check: Check[Any]) -> set[str]:
    return {outcome.value for outcome in can_say(check.judge, set())}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Which outcomes each check gives in its own tests: they are run for this, apart."""
    file = tmp_path_factory.mktemp("seen") / "outcomes.json"
    left_out = [f"--ignore={HERE / name}" for name in OF_WORDS]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        seen.__name__,
        *left_out,
        str(HERE),
    ]
    done = subprocess.run(
        command, env={**os.environ, seen.PLACE: str(file)}, cwd=FOLDER.parent, check=False, capture_output=True,
        text=True, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    return {name: set(outcomes) for name, outcomes in json.loads(file.read_text()).items()}


@each
def test_each_outcome_that_a_check_can_give_is_shown_by_evidence(
    check: Check[Any], shown: dict[str, set[str]]
) -> None:
    assert possible(check)
    assert shown.get(check.id, set()) >= possible(check)


def test_what_can_not_be_met_is_listed_with_the_reason_and_nothing_else_is() -> None:
    listed = {name for names in THE_FAULT_ITSELF.values() for name in names}
    assert {check.id for check in CHECKS if "met" not in possible(check)} == listed


@each
def test_every_check_can_fail(check: Check[Any]) -> None:
    assert "not_met" in possible(check)


@each
def test_a_missing_answer_leaves_it_unknown(check: Check[Any]) -> None:
    if issubclass(check.needs, AssetView | SegmentView):
        pytest.skip("it looks at all that was heard; what it does without is said in its own tests")
    machine = asset("10.0.0.7")
    silent = Evidence(
        asset="10.0.0.7", probe="test", wanted=check.needs.kind, answer=Answer.SILENT, reason="no answer in time",
        service=Service(transport="tcp", port=7),
    )  # fmt: skip
    only = Catalogue((), {check.id: check}, {check.id: "test"})
    (finding,) = judge(only, [silent], {"10.0.0.7": machine}, segment(machine))
    assert finding.outcome is Outcome.UNKNOWN
