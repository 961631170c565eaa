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
        (linux(reboot_required=False), MET),
        (linux(), UNKNOWN),
    ],
)
def test_a_restart_that_waits_is_a_gap(fact: InstalledPackages | WindowsPatches, outcome: Outcome) -> None:
    assert reboot_pending(view(asset("192.0.2.7"), fact)).outcome is outcome
