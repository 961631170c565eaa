"""Patch level that a login read: what waits to be installed, and what waits for a restart."""

from typing import Any

import pytest

from checks.patches import patches_pending, reboot_pending
from scanner import Outcome, Severity
from scanner.evidence import InstalledPackages, WindowsPatches
from scanner.model import Answer, Evidence
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, view
from tests.checks.known import known, weak


def linux(**changes: Any) -> InstalledPackages:
    return InstalledPackages(**{"release": "debian/bookworm", "manager": "dpkg"} | changes)


OPEN = weak(subject="openssl 3.0.1", fix="3.0.9")


def test_missing_patches_are_told_with_their_programs() -> None:
    verdict = patches_pending(known(OPEN, facts=(linux(),)))
    assert (verdict.outcome, verdict.severity) == (NOT_MET, Severity.HIGH)
    assert "openssl" in str(verdict.why)


def test_middling_ones_weigh_less_unless_attackers_use_them() -> None:
    mild, used = (
        OPEN.model_copy(update={"cvss": 5.0}),
        OPEN.model_copy(update={"cvss": 5.0, "exploited": "2024-01-01"}),
    )
    assert patches_pending(known(mild, facts=(linux(),))).severity is None
    assert patches_pending(known(used, facts=(linux(),))).severity is Severity.HIGH


def test_all_mended_is_in_order_only_when_the_whole_list_was_read() -> None:
    assert patches_pending(known(facts=(linux(),))).outcome is MET
    assert patches_pending(known(facts=(linux(complete=False),))).outcome is UNKNOWN
    assert patches_pending(known(facts=(linux(),), unassessed=("no list",))).outcome is UNKNOWN
    assert patches_pending(known(facts=(linux(),), absent="none")).outcome is UNKNOWN


def test_without_a_login_it_says_nothing() -> None:
    assert patches_pending.applies is not None
    assert not patches_pending.applies(known(OPEN))
    assert patches_pending.applies(known(OPEN, facts=(WindowsPatches(build=17763),)))


def test_a_login_that_failed_is_not_assessed_and_says_why() -> None:
    missed = Evidence(
        asset="192.0.2.7", probe="ssh-login", wanted=InstalledPackages.kind, answer=Answer.NOT_ASKED,
        reason="it did not accept the name with its password or key",
    )  # fmt: skip
    failed = known(OPEN).model_copy(update={"evidence": (missed,)})
    assert patches_pending.applies is not None
    assert patches_pending.applies(failed)
    verdict = patches_pending(failed)
    assert verdict.outcome is UNKNOWN
    assert "did not accept the name" in str(verdict.why)


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        (WindowsPatches(build=17763, pending_reboot=True), NOT_MET),
        (WindowsPatches(build=17763, pending_reboot=False), MET),
        (WindowsPatches(build=17763), UNKNOWN),
        (linux(reboot_required=True), NOT_MET),
        (linux(kernel_running="6.1.0-17", kernels_installed=("6.1.0-18",)), NOT_MET),
        (linux(kernel_running="6.1.0-18", kernels_installed=("6.1.0-17", "6.1.0-18")), MET),
        (linux(kernel_running="6.1.0-17", kernels_installed=("6.1.0-17", "6.1.0-18")), NOT_MET),
        (linux(reboot_required=False), MET),
        (linux(), UNKNOWN),
    ],
)
def test_a_restart_that_waits_is_a_gap(fact: InstalledPackages | WindowsPatches, outcome: Outcome) -> None:
    assert reboot_pending(view(asset("192.0.2.7"), fact)).outcome is outcome


@pytest.mark.parametrize(
    ("running", "installed", "outcome"),
    [
        ("6.1.0-28-amd64", "6.1.0-30-amd64", NOT_MET),
        ("6.1.0-30-amd64", "6.1.0-28-amd64", MET),
        ("6.1.0-9-amd64", "6.1.0-10-amd64", NOT_MET),
        ("6.12.38+deb13-amd64", "6.12.41+deb13-amd64", NOT_MET),
        ("5.15.0-91-generic", "5.15.0-101-generic", NOT_MET),
        ("5.15.0-91-generic", "6.5.0-14-lowlatency", UNKNOWN),
        ("5.15.0-91-lowlatency", "5.15.0-90-generic", MET),
        ("5.14.0-362.8.1.el9_3.x86_64", "5.14.0-427.13.1.el9_4.x86_64", NOT_MET),
        ("5.14.0-362.8.1.el9_3.x86_64", "5.14.0-362.el9.x86_64", MET),
        ("5.14.21-150500.55.39-default", "5.14.21-150500.55.52-default", NOT_MET),
        ("6.6.14-0-lts", "6.6.31-0-lts", NOT_MET),
        ("6.1.21-v8+", "6.1.21-v7+", MET),
        ("6.1.0-28-amd64", "6.6.13+bpo-rt-amd64", UNKNOWN),
    ],
)
def test_an_older_kernel_that_runs_waits_for_a_restart_and_another_flavour_tells_nothing(
    running: str, installed: str, outcome: Outcome
) -> None:
    fact = linux(kernel_running=running, kernels_installed=(running, installed))
    verdict = reboot_pending(view(asset("192.0.2.7"), fact))
    assert verdict.outcome is outcome
    assert (installed in str(verdict.why)) is (outcome is NOT_MET)
