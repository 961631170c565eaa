"""What is older than it may be kept goes whole; nothing younger goes, and nothing is left pointing nowhere."""

import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from scanner.model import AnswerGiven, Event, Heard, Note, Seen
from scanner.store import Sighting, Store, StoreError
from scanner.store.outbox import Outbox
from scanner.store.purge import Purged, purge
from scanner.store.tables import answers, asset_identities, assets, metadata, told
from tests.scanner.store.things import NOBODY, audit, evidence, order, set_row, touch

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def scanned(
    store: Store,
    name: str,
    age: float,
    segment: str = "hall",
    *,
    address: str = "10.0.0.7",
    status: str = "complete",
) -> None:
    """A scan of so many days ago with everything in it."""
    at = NOW - timedelta(days=age)
    store.begin_scan(order(name, segment), NOBODY)
    set_row(store, name, started=at)
    store.add_messages(
        name,
        [touch(), Heard(evidence=evidence(address)), Seen(address=address, how="arp"), Note(text="x")],
        0,
    )
    ids = store.resolve_assets(name, [Sighting(address=address)])
    if status in ("complete", "incomplete"):
        made = audit(name, complete=status == "complete").model_copy(update={"segment": segment, "ended": at})
        store.publish(made)
        Outbox(store).put("a", name, [Event(kind="always", key=name)], (), at)
    last = {"last_seen": at}
    store.write(lambda one: one.execute(update(assets).where(assets.c.id.in_(ids.values())).values(**last)))


def purged(store: Store, days: int = 30, keep: int = 1, **more: Any) -> Purged:
    return purge(store, NOW - timedelta(days=days), keep, **more)


def left(store: Store) -> set[str]:
    return {row.id for row in store.scans(1000)}


def broken(file: Path) -> list[Any]:
    with sqlite3.connect(file) as connection:
        return connection.execute("PRAGMA foreign_key_check").fetchall()


@pytest.fixture
def two(store: Store) -> Store:
    scanned(store, "old", 100)
    scanned(store, "new", 1)
    return store


def test_the_old_goes_with_all_that_it_heard_and_the_new_stays(two: Store, file: Path) -> None:
    done = purged(two)
    assert (done.scans, left(two)) == (("old",), {"new"})
    assert broken(file) == []
    with two.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if "scan" in table.c:
                found = set(connection.execute(select(table.c.scan)).scalars())
                assert found == {"new"}, table.name


def test_a_dry_run_says_the_same_and_changes_nothing(two: Store) -> None:
    would = purged(two, dry_run=True)
    assert left(two) == {"old", "new"}
    assert would == purged(two)


@pytest.mark.parametrize(("keep", "stays"), [(1, {"s3"}), (2, {"s2", "s3"}), (9, {"s0", "s1", "s2", "s3"})])
def test_the_newest_whole_audits_of_a_segment_stay_however_old(
    store: Store, keep: int, stays: set[str]
) -> None:
    for number in range(4):
        scanned(store, f"s{number}", 400 - number)
    purged(store, keep=keep)
    assert left(store) == stays


def test_each_segment_keeps_its_own(store: Store) -> None:
    scanned(store, "a", 400, "hall")
    scanned(store, "b", 300, "office")
    assert purged(store).scans == ()


def test_an_audit_that_was_cut_short_does_not_push_out_the_last_whole_one(store: Store) -> None:
    scanned(store, "whole", 400)
    scanned(store, "cut", 300, status="incomplete")
    purged(store)
    assert left(store) == {"whole"}


def test_a_segment_without_a_whole_audit_keeps_its_newest(store: Store) -> None:
    scanned(store, "one", 400, status="incomplete")
    scanned(store, "two", 300, status="incomplete")
    purged(store, keep=3)
    assert left(store) == {"two"}


def test_a_question_that_was_put_again_is_no_audit_to_keep(store: Store) -> None:
    scanned(store, "again", 400, "hall (recheck)")
    purged(store)
    assert left(store) == set()


def test_a_scan_that_somebody_runs_stays_and_one_that_was_cut_short_long_ago_goes(store: Store) -> None:
    scanned(store, "dead", 400, status="running")
    store.begin_scan(order("alive"), os.getpid())
    at = NOW - timedelta(days=400)
    set_row(store, "alive", started=at)
    purged(store)
    assert left(store) == {"alive"}


def test_a_machine_that_no_scan_left_tells_of_is_forgotten(two: Store) -> None:
    scanned(two, "gone", 99, address="10.0.0.99")
    assert purged(two).assets == 1
    with two.engine.connect() as connection:
        values = list(connection.execute(select(asset_identities.c.value)).scalars())
    assert any("10.0.0.7" in value for value in values)
    assert not any("10.0.0.99" in value for value in values)


def test_a_machine_that_another_was_merged_into_stays_with_it(two: Store, file: Path) -> None:
    scanned(two, "gone", 99, address="10.0.0.99")
    with two.engine.connect() as connection:
        rows = connection.execute(select(assets.c.id, assets.c.last_seen)).all()
    old, young = (row.id for row in sorted(rows, key=lambda row: row.last_seen))
    two.write(lambda one: one.execute(update(assets).where(assets.c.id == young).values(merged_into=old)))
    assert purged(two).assets == 0
    assert broken(file) == []


def test_two_machines_that_went_one_into_the_other_go_together(store: Store, file: Path) -> None:
    scanned(store, "new", 1)
    scanned(store, "a", 90, address="10.0.0.1")
    scanned(store, "b", 80, address="10.0.0.2")
    with store.engine.connect() as connection:
        rows = connection.execute(select(assets.c.id).order_by(assets.c.last_seen)).scalars().all()
    store.write(
        lambda one: one.execute(update(assets).where(assets.c.id == rows[0]).values(merged_into=rows[1]))
    )
    assert purged(store).assets == 2
    assert broken(file) == []


def test_the_last_answer_stays_however_old_and_the_replaced_one_goes(store: Store) -> None:
    for answer in ("no", "yes"):
        store.add_answers([AnswerGiven.model_validate({"question": "q", "title": "", "answer": answer})])
    store.add_answers([AnswerGiven(question="other", title="", answer="no")])
    long_ago = {"recorded": NOW - timedelta(days=400)}

    def age(connection: Any) -> None:
        first = (
            select(answers.c.recorded).where(answers.c.question == "q").order_by(answers.c.recorded).limit(1)
        )
        moment = connection.execute(first).scalar()
        for where in (answers.c.recorded == moment, answers.c.question == "other"):
            connection.execute(update(answers).where(where).values(**long_ago))

    store.write(age)
    assert purged(store).answers == 1
    assert {one.question: one.answer for one in store.answers()} == {"q": "yes", "other": "no"}


def test_the_flight_recorder_and_the_old_copies_go_too_and_young_ones_stay(two: Store, file: Path) -> None:
    ledgers = [file.parent / f"{name}.jsonl" for name in ("old", "new")]
    for name, ledger in zip(("old", "new"), ledgers, strict=True):
        ledger.write_text("x")
        text = order(name).model_copy(update={"ledger": str(ledger)}).model_dump_json()
        set_row(two, name, scan_order=text)
    copies = [file.with_name(f"{file.name}.before-000{number}") for number in (1, 2)]
    for copy in copies:
        copy.write_bytes(b"x")
    os.utime(copies[0], (0, 0))
    moment = NOW.timestamp()
    os.utime(copies[1], (moment, moment))
    purged(two)
    assert [path.exists() for path in (*ledgers, *copies)] == [False, True, False, True]


def test_nothing_of_what_went_is_left_in_the_files(two: Store, file: Path) -> None:
    secret = "the-name-of-a-machine-that-is-gone"
    scanned(two, "gone", 99, address=secret)
    purged(two)
    everything = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert secret.encode() not in everything
    assert b"10.0.0.7" in everything


def test_the_file_becomes_smaller(two: Store, file: Path) -> None:
    for number in range(20):
        scanned(two, f"s{number}", 200 + number, address=f"10.0.1.{number}")
        two.add_messages(f"s{number}", [touch(n) for n in range(300)], 10)
    purged(two, days=1000)
    before = file.stat().st_size
    purged(two)
    assert file.stat().st_size < before / 2


def test_what_was_told_long_ago_is_forgotten_with_the_rest(two: Store) -> None:
    purged(two)
    with two.engine.connect() as connection:
        assert list(connection.execute(select(told.c.event)).scalars()) == ["new"]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_was_scanned_nothing_younger_goes_and_nothing_points_nowhere(
    store: Store, file: Path, seed: int
) -> None:
    chance = random.Random(seed)
    ages = {}
    for number in range(25):
        name, age = f"s{number}", chance.uniform(0, 90)
        ages[name] = age
        scanned(
            store, name, age, chance.choice(["hall", "office", "hall (recheck)"]),
            address=f"10.0.0.{chance.randrange(6)}",
            status=chance.choice(["complete", "complete", "incomplete", "running"]),
        )  # fmt: skip
    audits = {row.id: row.segment for row in store.scans(1000) if row.status == "complete"}
    done = purged(store, keep=2)
    assert all(ages[name] > 30 for name in done.scans)
    assert {name for name, age in ages.items() if age < 30} <= left(store)
    assert broken(file) == []
    for segment in ("hall", "office"):
        of_it = sorted(
            (name for name, where in audits.items() if where == segment), key=lambda name: ages[name]
        )
        assert set(of_it[:2]) <= left(store)


def test_a_ledger_that_can_not_be_deleted_keeps_its_scan_and_no_other(store: Store, tmp_path: Path) -> None:
    for name, age in (("bad", 90), ("good", 80), ("new", 1)):
        scanned(store, name, age)
        ledger = tmp_path / f"{name}.jsonl"
        ledger.mkdir() if name == "bad" else ledger.touch()
        set_row(
            store, name, scan_order=order(name).model_copy(update={"ledger": str(ledger)}).model_dump_json()
        )
    with pytest.raises(StoreError, match=r"bad\.jsonl cannot be removed"):
        purged(store)
    assert left(store) == {"bad", "new"}
