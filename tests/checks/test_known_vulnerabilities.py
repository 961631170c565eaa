"""Known weak points: which of them are gaps, and when one may say that there is none."""

from typing import Any

import pytest

from checks.known_vulnerabilities import (
    exploited_vulnerability,
    exploited_vulnerability_outside,
    vulnerability_with_fix,
    vulnerability_without_fix,
)
from scanner import Severity
from scanner.evidence import AssetKnown, HttpPage, InstalledPackages
from scanner.model.known import KnownVulnerability
from scanner.plugin import Check
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset
from tests.checks.known import DEVICE, known, weak

USED = weak(exploited="2024-05-01", deadline_days=30)
SURE = [exploited_vulnerability, exploited_vulnerability_outside, vulnerability_with_fix]


def applies(check: Check[Any], view: AssetKnown) -> bool:
    assert check.applies is not None
    return check.applies(view)


def test_a_weak_point_that_attackers_use_is_told_with_its_deadline_and_its_cure() -> None:
    verdict = exploited_vulnerability(known(USED))
    assert verdict.outcome is NOT_MET
    assert "CVE-2020-0001" in str(verdict.why)
    assert "30 days" in str(verdict.why)
    assert "V2.6" in str(verdict.why)


def test_ransom_is_named_where_it_is_known() -> None:
    assert "ransom" in str(exploited_vulnerability(known(weak(exploited="2024-05-01", ransomware=True))).why)
    assert "ransom" not in str(exploited_vulnerability(known(USED)).why)


def test_only_where_the_internet_may_reach_it_everything_stops() -> None:
    inside, outside = known(USED), known(USED, exposure="public address")
    box = known(USED, facts=(HttpPage(status=302, server="eWON"),))
    assert (applies(exploited_vulnerability, inside), applies(exploited_vulnerability_outside, inside)) == (
        True,
        False,
    )
    for view in (outside, box):
        assert (applies(exploited_vulnerability, view), applies(exploited_vulnerability_outside, view)) == (
            False,
            True,
        )
    assert exploited_vulnerability_outside.stop
    assert not exploited_vulnerability.stop
    assert exploited_vulnerability_outside(outside).outcome is NOT_MET


def test_a_grave_one_with_a_fix_is_a_gap_and_a_middling_one_is_not() -> None:
    assert vulnerability_with_fix(known(weak())).outcome is NOT_MET
    assert vulnerability_with_fix(known(weak(cvss=5.0))).outcome is MET


def test_what_attackers_use_is_told_once() -> None:
    assert vulnerability_with_fix(known(USED)).outcome is MET


@pytest.mark.parametrize("check", SURE)
def test_what_is_possible_only_never_counts(check: Check[AssetKnown]) -> None:
    assert check(known(weak(sure="possible", exploited="2024-05-01"))).outcome is MET


def test_without_a_fix_it_is_to_be_shielded() -> None:
    view = known(weak(sure="no fix exists", fix="", remedy="none_planned"))
    assert applies(vulnerability_without_fix, view)
    verdict = vulnerability_without_fix(view)
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.HIGH)
    assert vulnerability_without_fix(known(weak(sure="no fix exists", fix="", cvss=7.5))).severity is None
    assert vulnerability_with_fix(view).outcome is MET


def test_where_all_can_be_mended_nothing_is_said_of_no_fix() -> None:
    assert not applies(vulnerability_without_fix, known(weak()))


DOUBTS: list[dict[str, Any]] = [
    {"absent": "there is none"}, {"covered": ()}, {"unassessed": ("its patches can't be told",)},
    {"firmware_known": False}, {"fetched": False},
]  # fmt: skip


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: next(iter(doubt)))
@pytest.mark.parametrize("check", SURE)
def test_nothing_found_is_good_only_where_all_was_looked_up(
    check: Check[AssetKnown], doubt: dict[str, Any]
) -> None:
    assert check(known()).outcome is MET
    verdict = check(known(**doubt))
    assert verdict.outcome is UNKNOWN
    assert str(verdict.why).startswith("Not assessed")


def test_a_machine_of_which_nothing_is_known_gives_no_finding() -> None:
    assert not applies(exploited_vulnerability, known(looked_up=(), covered=()))


def test_a_list_of_packages_is_the_business_of_another_check() -> None:
    view = known(weak(), facts=(InstalledPackages(release="debian/bookworm", manager="dpkg"),))
    assert not applies(vulnerability_with_fix, view)


def test_many_are_counted_and_a_few_named() -> None:
    many: list[KnownVulnerability] = [weak(f"CVE-2020-{n:04}") for n in range(9)]
    verdict = vulnerability_with_fix(known(*many, many[0].model_copy(update={"subject": "another"})))
    assert "9 (CVE-2020-0000" in str(verdict.why)
    assert str(verdict.why).count("CVE-") == 4
    assert DEVICE in str(verdict.why)


def test_a_public_address_is_not_needed_for_a_private_one() -> None:
    assert applies(exploited_vulnerability, known(asset=asset("192.0.2.7")))
