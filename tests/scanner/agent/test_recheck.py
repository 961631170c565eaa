"""Putting one question again: only that one, only where it was allowed, and silence is no fix."""

import os
from collections.abc import Sequence
from typing import Any

import pytest

from scanner.agent import recheck
from scanner.agent.compose import compose
from scanner.agent.recheck import CannotAskError, Mended, Question
from scanner.evidence import Announcement, FtpGreeting, SegmentView
from scanner.model import Answer, Asked, Audit, Evidence, Known, Message, Service, met, unknown
from scanner.packs import Catalogue
from scanner.plugin import Check
from scanner.store import RECHECK, Store, StoreError
from tests.scanner.agent.things import a_check, greets, heard, missed, said, seen, small_order, tcp

HEARD = heard(FtpGreeting(banner="hello"))
SHUT = missed(Answer.CLOSED, tcp(2121))
HERE = "10.0.0.7"


def scanned(
    store: Store, checks: Catalogue, messages: Sequence[Message], scan: str = "s1", **order: Any
) -> Audit:
    store.begin_scan(small_order(scan, **order), os.getpid())
    store.add_messages(scan, messages, 0)
    store.finish_scan(scan, complete=True)
    audit = compose(store, scan, checks, None)
    store.publish(audit)
    return audit


def asked(store: Store, checks: Catalogue, messages: Sequence[Message] = (), **order: Any) -> Question:
    (found,) = scanned(store, checks, messages or said(HEARD, SHUT), **order).findings
    return recheck.question(store, *recheck.find(store, found.key))


def with_check(checks: Catalogue, check: Check[Any]) -> Catalogue:
    return Catalogue(checks.packs, {check.id: check}, {check.id: "acme 1"})


def test_one_machine_is_asked_one_question_at_the_old_pace_and_with_the_old_permission(
    store: Store, checks: Catalogue
) -> None:
    question = asked(
        store, checks, [seen(HERE, "00:80:f4:1a:22:10"), *said(HEARD, SHUT)], allow_guess=("ftp",)
    )
    order, before = question.order("s2", "/somewhere"), question.row.order
    assert (order.networks, order.probes, order.segment) == ((f"{HERE}/32",), ("ftp",), "hall" + RECHECK)
    assert order.known == (Known(address=HERE, mac="00:80:f4:1a:22:10", answered=("ftp",)),)
    assert (order.discovered, order.listen_seconds, order.ledger) == (True, 0, "/somewhere")
    for same in ("zone", "pace", "authorisation", "allow_guess", "exclusions", "never_touch", "quiet"):
        assert getattr(order, same) == getattr(before, same)
    elsewhere = Service(transport="tcp", port=2121)
    assert order.done == (
        Asked(asset=HERE, probe="open ports", service=elsewhere),
        Asked(asset=HERE, probe="ftp", service=elsewhere),
    )


def test_a_machine_that_moved_is_asked_at_its_new_address(store: Store, checks: Catalogue) -> None:
    mac = "00:80:f4:1a:22:10"
    (found,) = scanned(store, checks, [seen(HERE, mac), *said(HEARD)]).findings
    scanned(store, checks, [seen("10.0.0.9", mac)], "s2")
    assert recheck.question(store, *recheck.find(store, found.key)).address == "10.0.0.9"


def test_no_address_is_asked_that_was_not_allowed(store: Store, checks: Catalogue) -> None:
    with pytest.raises(CannotAskError, match="no address that was allowed"):
        asked(store, checks, networks=("10.1.0.0/24",))


def test_a_finding_of_the_whole_network_or_of_what_was_overheard_needs_a_full_audit(
    store: Store, checks: Catalogue
) -> None:
    whole = a_check(lambda _: met("It is."), SegmentView)
    with pytest.raises(CannotAskError, match="about the whole network, so a full audit is needed"):
        asked(store, with_check(checks, whole))
    overheard = a_check(lambda _: met("It is."), Announcement)
    told = heard(Announcement(protocol="mdns"), None, probe="listening")
    store.discard("s1")
    with pytest.raises(CannotAskError, match="answer to one question"):
        asked(store, with_check(checks, overheard), said(told))


def test_a_key_is_found_by_its_beginning_in_the_newest_audits_first(store: Store, checks: Catalogue) -> None:
    first = scanned(store, checks, said(HEARD, heard(FtpGreeting(banner="a"), tcp(2121)))).findings
    second = scanned(store, checks, said(HEARD), "s2").findings
    row, found = recheck.find(store, second[0].key[:8])
    assert (row.id, found.key) == ("s2", second[0].key)
    (only_once,) = {one.key for one in first} - {second[0].key}
    assert recheck.find(store, only_once)[0].id == "s1"
    with pytest.raises(StoreError, match="There is no finding zz"):
        recheck.find(store, "zz")


def test_the_beginning_of_two_keys_names_both(store: Store, checks: Catalogue) -> None:
    found = scanned(store, checks, said(HEARD, heard(FtpGreeting(banner="a"), tcp(2121)))).findings
    with pytest.raises(StoreError, match="beginning of several findings") as error:
        recheck.find(store, "")
    assert all(one.key in str(error.value) for one in found)


def test_only_the_check_of_the_finding_is_judged(checks: Catalogue) -> None:
    assert list(recheck.only(checks, "greets").checks) == ["greets"]
    with pytest.raises(StoreError, match="nosuch is not installed"):
        recheck.only(checks, "nosuch")


@pytest.mark.parametrize(
    ("answer", "mended", "words"),
    [
        (HEARD, Mended.STILL_THERE, "It says hello."),
        (missed(Answer.CLOSED), Mended.FIXED, "closed now"),
        (missed(Answer.FILTERED), Mended.CANNOT_TELL, "may be switched off"),
        (missed(Answer.SILENT, reason="late"), Mended.CANNOT_TELL, "no whole answer (late)"),
        (missed(Answer.REFUSED, reason="a quiet hour"), Mended.CANNOT_TELL, "a quiet hour"),
        (missed(Answer.CLOSED, tcp(2121)), Mended.CANNOT_TELL, "only a full audit"),
        (heard(Announcement(protocol="mdns")), Mended.FIXED, "not there any more"),
    ],
)
def test_what_came_of_it_is_read_from_the_answer(
    store: Store, checks: Catalogue, answer: Evidence, mended: Mended, words: str
) -> None:
    question = asked(store, checks)
    again = scanned(store, checks, said(answer), "s2", segment="hall" + RECHECK)
    got, why = recheck.outcome(question, again, store.evidence_of("s2"))
    assert got is mended
    assert words in why


@pytest.mark.parametrize(
    ("verdict", "mended"), [(met("Fine."), Mended.FIXED), (unknown("Who knows."), Mended.CANNOT_TELL)]
)
def test_the_checks_own_word_counts(store: Store, checks: Catalogue, verdict: object, mended: Mended) -> None:
    question = asked(store, with_check(checks, a_check(greets)))
    later = with_check(checks, a_check(lambda _: verdict))
    again = scanned(store, later, said(heard(FtpGreeting(banner="b"))), "s2", segment="hall" + RECHECK)
    assert recheck.outcome(question, again, store.evidence_of("s2"))[0] is mended


def test_an_answer_at_another_door_says_nothing_about_this_one(store: Store, checks: Catalogue) -> None:
    question = asked(store, checks)
    other = said(missed(Answer.FILTERED), heard(FtpGreeting(banner="x"), tcp(2121)))
    again = scanned(store, checks, other, "s2", segment="hall" + RECHECK)
    assert recheck.outcome(question, again, store.evidence_of("s2"))[0] is Mended.CANNOT_TELL


def test_a_scan_that_was_not_allowed_any_more_says_why(store: Store, checks: Catalogue) -> None:
    question = asked(store, checks)
    store.begin_scan(small_order("s2", segment="hall" + RECHECK), os.getpid())
    store.finish_scan("s2", complete=False, reason="the authorisation has ended")
    audit = compose(store, "s2", checks, None)
    assert recheck.outcome(question, audit, ()) == (Mended.CANNOT_TELL, "the authorisation has ended")


def test_a_question_that_nobody_allowed_is_not_put_in_this_way_either(
    store: Store, checks: Catalogue
) -> None:
    waits = missed(Answer.NOT_ASKED, reason='needs your consent: allow_guess = ["ftp"]')
    with pytest.raises(CannotAskError, match=r'allowed its question yet; with allow_guess = \["ftp"\]'):
        asked(store, checks, said(waits))
