"""An audit is shown whole or not at all, also when its writer is killed."""

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from scanner.model import Heard
from scanner.store import Store, StoreError, audits
from tests.scanner.store.things import audit, evidence, order, touch

MANY = 400


def test_an_audit_comes_back_exactly(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    assert store.audit_of("s1") is None
    written = audit()
    store.publish(written)
    assert store.audit_of("s1") == written
    assert store.assets_of("s1") == written.assets
    assert store.findings_of("s1") == written.findings


@pytest.mark.parametrize("complete", [True, False])
def test_a_published_scan_says_whether_it_is_complete(store: Store, complete: bool) -> None:
    store.begin_scan(order(), os.getpid())
    store.publish(audit(complete=complete))
    row = store.scan("s1")
    assert row is not None
    assert (row.status, row.published) == ("complete" if complete else "incomplete", True)
    assert row.reason == ("" if complete else "It was stopped.")


def test_judging_again_takes_the_place_of_the_older_audit(store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    store.publish(audit(count=5))
    store.publish(audit(count=2))
    assert len(store.findings_of("s1")) == len(store.assets_of("s1")) == 2


def test_an_audit_needs_its_scan(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no scan s1"):
        store.publish(audit())


def test_an_audit_that_fails_half_way_is_not_shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.begin_scan(order(), os.getpid())
    store.publish(audit(count=1))
    row = audits._finding_row
    with monkeypatch.context() as patched:
        patched.setattr(audits, "_finding_row", lambda finding: row(finding) | {"key": None})
        with pytest.raises(StoreError):
            store.publish(audit(count=3))
    shown = store.audit_of("s1")
    assert shown is not None
    assert len(shown.assets) == len(shown.findings) == 1


def _write_without_end(url: str, name: str, ready: Connection) -> None:
    """Runs in a process of its own: scans, evidence and audits, one after the other."""
    whole = audit(count=MANY)
    lines = [line for n in range(100) for line in (touch(n), Heard(evidence=evidence(port=n + 1)))]
    store = Store.open(url)
    ready.send("opened")
    for n in range(10_000):
        scan = f"{name}-{n}"
        store.begin_scan(order(scan), os.getpid())
        store.add_messages(scan, lines, 0)
        store.finish_scan(scan, complete=True)
        store.publish(whole.model_copy(update={"scan": scan}))
        ready.send("published")


def _killed_writer(url: str, name: str, seconds: float, after: str) -> None:
    """Kills it so many seconds after it has said that it opened the database, or published an audit."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    writer = context.Process(target=_write_without_end, args=(url, name, there))
    writer.start()
    while here.poll(60) and here.recv() != after:
        pass
    time.sleep(seconds)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(30)
    assert writer.exitcode == -signal.SIGKILL


def _assert_whole(store: Store) -> int:
    """Checks that each scan is shown whole or not at all; returns how many are shown."""
    shown = 0
    for row in store.scans(limit=100_000):
        counts = {len(store.findings_of(row.id)), len(store.assets_of(row.id))}
        assert counts == ({MANY} if row.published else {0})
        assert (store.audit_of(row.id) is not None) is row.published
        assert len(store.touches_of(row.id)) == len(store.evidence_of(row.id))
        shown += row.published
    return shown


def test_a_killed_writer_leaves_a_whole_database_and_no_half_audit(file: Path) -> None:
    url = f"sqlite:///{file}"
    chance = random.Random(20260101)
    for kill in range(10):
        # One of them lives to publish, however slow the disk is, or this proves nothing.
        _killed_writer(url, f"k{kill}", chance.uniform(0.0, 0.12), "published" if kill == 5 else "opened")
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Store.open(url) as store:
        assert _assert_whole(store) > 0
        open_ones = [row.id for row in store.scans(limit=100_000) if row.status in {"running", "judging"}]
        assert sorted(row.id for row in store.interrupted()) == sorted(open_ones)
