"""What a segment is compared with: its last whole audit, and the same machines in other segments."""

import os
from collections.abc import Sequence

import pytest

from scanner.agent.compose import compose
from scanner.evidence import EthernetIpIdentity, SegmentView
from scanner.model import Message, Verdict, met
from scanner.packs import Catalogue
from scanner.store import RECHECK, Store
from tests.scanner.agent.things import a_check, heard, said, seen, small_order, tcp

VIEWS: list[SegmentView] = []


def looks(view: SegmentView) -> Verdict:
    VIEWS.append(view)
    return met("It looked.")


@pytest.fixture
def looking(checks: Catalogue) -> Catalogue:
    VIEWS.clear()
    return Catalogue(checks.packs, {"looks": a_check(looks, SegmentView, "looks")}, {"looks": "acme 1"})


def scanned(
    store: Store, checks: Catalogue, messages: Sequence[Message], scan: str, segment: str = "hall",
    *, whole: bool = True,
) -> SegmentView:  # fmt: skip
    store.begin_scan(small_order(scan, segment=segment), os.getpid())
    store.add_messages(scan, messages, 0)
    store.finish_scan(scan, whole, "" if whole else "it was asked to stop")
    store.publish(compose(store, scan, checks, None))
    return VIEWS[-1]


def addresses(view: SegmentView) -> list[str] | None:
    return None if view.previous is None else [asset.addresses[0] for asset in view.previous]


def numbered(address: str) -> list[Message]:
    fact = EthernetIpIdentity(
        vendor_id=1, vendor="ACME", device_type=14, product_code=1, revision="20.1", serial="00c0ffee",
        product_name="L32E",
    )  # fmt: skip
    return said(heard(fact, tcp(44818), address, "ethernetip-identity"))


def test_the_first_audit_of_a_segment_has_nothing_to_compare_with(store: Store, looking: Catalogue) -> None:
    scanned(store, looking, [seen("10.0.0.7")], "s1", "yard")
    assert scanned(store, looking, [seen("10.0.0.8")], "s2").previous is None


def test_it_is_compared_with_the_latest_whole_audit_of_the_same_segment(
    store: Store, looking: Catalogue
) -> None:
    scanned(store, looking, [seen("10.0.0.1")], "s1")
    scanned(store, looking, [seen("10.0.0.2")], "s2")
    scanned(store, looking, [seen("10.0.0.3")], "s3", whole=False)
    scanned(store, looking, [seen("10.0.0.4")], "s4", "yard")
    scanned(store, looking, [seen("10.0.0.5")], "s5", "hall" + RECHECK)
    assert addresses(scanned(store, looking, [seen("10.0.0.6")], "s6")) == ["10.0.0.2"]


def test_an_audit_that_is_judged_again_is_compared_with_what_was_before_it(
    store: Store, looking: Catalogue
) -> None:
    for number in (1, 2, 3):
        scanned(store, looking, [seen(f"10.0.0.{number}")], f"s{number}")
    compose(store, "s2", looking, None)
    assert addresses(VIEWS[-1]) == ["10.0.0.1"]


def test_a_machine_of_another_segment_is_known_again_by_its_number(store: Store, looking: Catalogue) -> None:
    scanned(store, looking, [*numbered("10.9.0.1"), seen("10.9.0.2")], "s1", "yard")
    view = scanned(store, looking, numbered("10.0.0.7"), "s2")
    assert [asset.addresses for asset in view.elsewhere] == [("10.9.0.1",)]
    assert view.elsewhere[0].id == view.assets[0].id
    assert scanned(store, looking, numbered("10.0.0.7"), "s3").elsewhere == view.elsewhere


def test_a_question_that_was_put_again_is_no_audit_and_meets_no_stranger(
    store: Store, looking: Catalogue
) -> None:
    first = scanned(store, looking, [seen("10.0.0.7")], "s1")
    again = scanned(store, looking, [seen("10.0.0.7")], "s2", "hall" + RECHECK)
    assert again.assets[0].id == first.assets[0].id
    latest = store.latest()
    assert latest is not None
    assert latest.id == "s1"
    rechecked = store.latest("hall" + RECHECK)
    assert rechecked is not None
    assert rechecked.id == "s2"
