"""What changed since the last audit, and why a line moved: told only where it was seen."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scanner.agent.compose import compose
from scanner.agent.history import POINTS, changes, moved, trend
from scanner.evidence import FtpGreeting
from scanner.model import (
    Asset,
    Audit,
    Authorisation,
    Finding,
    Outcome,
    RequirementScore,
    Score,
    Severity,
    Verdict,
    Zone,
    met,
    not_met,
)
from scanner.model.history import ChangeKind
from scanner.packs import Catalogue
from scanner.store import Store
from tests.scanner.agent.things import a_check, heard, said, seen, small_order
from tests.scanner.assess.small import EVIDENCE, MET, NOT_MET, UNKNOWN, finding

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
A = Asset(id="a", addresses=("10.0.0.1",), names=("press",))
B = Asset(id="b", addresses=("10.0.0.2",), names=("lathe",))


def an_audit(*findings: Finding, assets: tuple[Asset, ...] = (A,), lo: float = 0.5, **more: Any) -> Audit:
    line = RequirementScore(
        id="R1", theme="t", title="One", weight=100, lo=lo, hi=0.9, coverage=1, checks=("plain",)
    )
    fields: dict[str, Any] = {
        "scan": "s", "product_version": "1", "segment": "hall", "networks": ("10.0.0.0/24",), "zone": Zone.OT,
        "sensor": "local", "authorisation": Authorisation(who="Anna", when=AT.date()), "started": AT,
        "ended": AT + timedelta(minutes=9), "complete": True, "catalogue": "Small 1", "assets": assets,
        "findings": findings, "requirements": (line,), "score": Score(lo=lo, hi=0.9, coverage=1),
    }  # fmt: skip
    return Audit.model_validate(fields | more)


def gap(outcome: Outcome = NOT_MET, severity: Severity = Severity.MEDIUM) -> Finding:
    return finding(EVIDENCE, "a", outcome, severity=severity)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ([gap()], [gap(MET)], "fixed"),
        ([gap()], [gap(UNKNOWN)], "not_seen"),
        ([gap()], [], "not_seen"),
        ([], [gap()], "new"),
        ([gap(MET)], [gap()], "new"),
        ([gap()], [gap(severity=Severity.HIGH)], "worse"),
        ([gap()], [gap(severity=Severity.LOW)], "milder"),
    ],
)
def test_a_gap_moves_by_what_was_seen_of_it(
    before: list[Finding], after: list[Finding], kind: ChangeKind
) -> None:
    (found,) = changes(an_audit(*before), an_audit(*after))
    assert (found.kind, found.check, found.asset, found.title) == (kind, "plain", "a", "press")


@pytest.mark.parametrize(("before", "after"), [([gap()], [gap()]), ([], [gap(MET)]), ([gap(MET)], [])])
def test_what_stayed_as_it_was_is_no_change(before: list[Finding], after: list[Finding]) -> None:
    assert changes(an_audit(*before), an_audit(*after)) == ()


def test_what_only_newer_knowledge_shows_is_not_called_a_new_weak_point() -> None:
    learned = gap().model_copy(update={"news": "new knowledge"})
    assert [one.kind for one in changes(an_audit(), an_audit(learned))] == ["new_knowledge"]
    assert [one.kind for one in changes(an_audit(gap(MET)), an_audit(learned))] == ["new_knowledge"]
    known = changes(an_audit(gap()), an_audit(learned), frozenset({learned.key}))
    assert [one.kind for one in known] == ["new_knowledge"]


def test_a_gap_that_was_there_long_ago_is_back_not_new() -> None:
    (found,) = changes(an_audit(), an_audit(gap()), frozenset({gap().key}))
    assert found.kind == "back"


def test_machines_come_and_go_by_name() -> None:
    found = changes(an_audit(assets=(A,)), an_audit(assets=(B,)))
    assert {(one.kind, one.title) for one in found} == {("new_device", "lathe"), ("vanished_device", "press")}


def test_an_audit_that_did_not_end_says_nothing_of_machines_it_did_not_meet() -> None:
    assert changes(an_audit(assets=(A, B)), an_audit(assets=(A,), complete=False)) == ()


@pytest.mark.parametrize(("version", "kinds"), [("2.0", ["changed_device"]), ("1.0", []), ("", [])])
def test_a_machine_changed_only_if_it_says_something_else(version: str, kinds: list[str]) -> None:
    was, now = (A.model_copy(update={"version": one}) for one in ("1.0", version))
    assert [one.kind for one in changes(an_audit(assets=(was,)), an_audit(assets=(now,)))] == kinds


def test_a_line_that_moved_names_the_checks_that_moved_it() -> None:
    before, after = an_audit(gap(), lo=0.2), an_audit(gap(MET), lo=0.6)
    (line,) = moved(before, after, changes(before, after))
    assert (line.requirement, line.lo_before, line.checks) == ("R1", 0.2, ("plain",))


def test_lines_of_another_catalogue_are_not_compared() -> None:
    assert moved(an_audit(lo=0.2), an_audit(lo=0.6, catalogue="Small 2"), ()) == ()


def test_the_trend_stands_oldest_first_and_is_bounded() -> None:
    many = [an_audit(scan=str(n), ended=AT + timedelta(days=n)) for n in range(POINTS + 5)]
    points = trend(list(reversed(many)))
    assert [point.scan for point in points] == [str(n) for n in range(5, POINTS + 5)]


def quiet(greeting: FtpGreeting) -> Verdict:
    return not_met("It speaks.") if greeting.banner else met("It is still.")


def scanned(store: Store, checks: Catalogue, scan: str, banner: str, *, whole: bool = True) -> Audit:
    store.begin_scan(small_order(scan), os.getpid())
    store.add_messages(scan, [seen("10.0.0.7"), *said(heard(FtpGreeting(banner=banner)))], 0)
    store.finish_scan(scan, whole, "" if whole else "it was asked to stop")
    done = compose(store, scan, checks, None)
    store.publish(done)
    return done


@pytest.fixture
def listening(checks: Catalogue) -> Catalogue:
    return Catalogue(checks.packs, {"greets": a_check(quiet)}, {"greets": "acme 1"})


def test_the_first_audit_has_no_changes_and_one_point(store: Store, listening: Catalogue) -> None:
    done = scanned(store, listening, "s1", "hello")
    assert (done.previous, done.changes, len(done.trend)) == ("", (), 1)


def test_an_audit_is_compared_with_the_last_whole_one(store: Store, listening: Catalogue) -> None:
    scanned(store, listening, "s1", "hello")
    scanned(store, listening, "s2", "", whole=False)
    done = scanned(store, listening, "s3", "")
    assert (done.previous, [one.kind for one in done.changes]) == ("s1", ["fixed"])
    assert [(point.scan, point.complete) for point in done.trend] == [
        ("s1", True),
        ("s2", False),
        ("s3", True),
    ]


def test_a_gap_that_comes_back_is_known_from_all_audits(store: Store, listening: Catalogue) -> None:
    for scan, banner in (("s1", "hello"), ("s2", "")):
        scanned(store, listening, scan, banner)
    assert [one.kind for one in scanned(store, listening, "s3", "hello").changes] == ["back"]
