"""A scan has an owner; one whose owner is gone is found, resumed or given up, never half-shown."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scanner.model import Event, Heard, Message, Note, Seen, now
from scanner.store import Sighting, Store, StoreError, owner, tables
from scanner.store.engine import writing
from scanner.store.outbox import Outbox
from scanner.store.scans import ScanRow
from tests.scanner.store.things import NOBODY, audit, evidence, order, touch


def found(store: Store, scan: str = "s1") -> ScanRow:
    row = store.scan(scan)
    assert row is not None
    return row


def set_scan(store: Store, **values: Any) -> None:
    with writing(store._engine) as connection:
        connection.execute(update(tables.scans).values(values))


def test_a_scan_keeps_its_order(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    assert found(store).order == order()
    assert found(store).status == "running"
    assert now() - found(store).started < timedelta(minutes=1)


def test_an_id_is_used_once(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    with pytest.raises(StoreError, match="holds this already"):
        store.begin_scan(order(), os.getpid())


def test_a_scan_of_a_living_process_is_not_cut_short(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    assert store.interrupted() == ()
    assert not store.take_over("s1", os.getpid())


def test_a_scan_of_a_dead_process_is_cut_short(store: Store) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    store.begin_scan(order(), child.pid)
    assert store.interrupted() == ()
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, its entry still there
    assert [row.id for row in store.interrupted()] == ["s1"]
    child.wait()
    assert [row.id for row in store.interrupted()] == ["s1"]
    assert child.stdin is not None
    child.stdin.close()


def test_a_later_process_with_the_same_pid_is_not_the_owner(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    set_scan(store, owner=owner.mark(os.getpid()) + "1")
    assert [row.id for row in store.interrupted()] == ["s1"]


def test_a_scan_from_another_host_is_believed_for_a_day(store: Store) -> None:
    store.begin_scan(order(), NOBODY)
    set_scan(store, host="elsewhere")
    assert store.interrupted() == ()
    set_scan(store, started=now() - timedelta(hours=25))
    assert [row.id for row in store.interrupted()] == ["s1"]


def test_a_scan_killed_before_it_was_judged_is_cut_short_too(store: Store) -> None:
    store.begin_scan(order(), NOBODY)
    store.finish_scan("s1", complete=True)
    assert [row.status for row in store.interrupted()] == ["judging"]


def test_a_scan_that_was_taken_over_has_a_living_owner(store: Store) -> None:
    store.begin_scan(order(), NOBODY)
    assert store.take_over("s1", os.getpid())
    assert store.interrupted() == ()
    assert found(store).pid == os.getpid()
    assert not store.take_over("s1", os.getpid())
    assert not store.take_over("no such scan", os.getpid())


@pytest.mark.parametrize("published", [True, False])
def test_a_settled_scan_is_not_cut_short(store: Store, published: bool) -> None:
    store.begin_scan(order(), NOBODY)
    if published:
        store.publish(audit())
    else:
        store.mark_incomplete("s1", "It was killed.")
        assert found(store).reason == "It was killed."
    assert store.interrupted() == ()
    assert not store.take_over("s1", os.getpid())
    assert found(store).published is published


def test_an_unknown_scan_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no scan s9"):
        store.mark_incomplete("s9", "")
    assert store.scan("s9") is None


def test_a_discarded_scan_leaves_no_row(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    store.begin_scan(order("s2"), os.getpid())
    lines: list[Message] = [
        touch(),
        Heard(evidence=evidence()),
        Seen(address="10.0.0.7", how="arp"),
        Note(text="x"),
    ]
    for scan in ("s1", "s2"):
        store.add_messages(scan, lines, 0)
        store.resolve_assets(scan, [Sighting(address="10.0.0.7")])
        store.publish(audit(scan))
        event = Event(kind="always", key=scan)
        Outbox(store).put("owner", scan, [event], (), now())
    store.discard("s1")
    with store._engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            if "scan" in table.c:
                scans = set(connection.execute(table.select().with_only_columns(table.c.scan)).scalars())
                assert scans == {"s2"}, table.name
    assert store.scan("s1") is None


def test_the_latest_scan_is_one_that_can_be_shown(store: Store) -> None:
    for scan, segment in (("s1", "hall"), ("s2", "office"), ("s3", "hall")):
        store.begin_scan(order(scan, segment), os.getpid())
    assert store.latest() is None
    store.publish(audit("s1"))
    store.publish(audit("s2"))
    assert [row.id for row in store.scans()] == ["s3", "s2", "s1"]
    assert [row.id for row in store.scans(limit=1)] == ["s3"]
    latest = store.latest("hall"), store.latest()
    assert [row.id if row else None for row in latest] == ["s1", "s2"]


def test_a_moment_comes_back_aware_and_in_utc(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    assert found(store).started.utcoffset() == timedelta(0)
