"""One scan of a segment at a time, over all processes; the dead hold nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scanner.agent.lease import examining
from scanner.agent.scan import LeftOff, Scan
from scanner.model import Done
from scanner.packs import Catalogue
from scanner.store import Plans, Store, StoreError
from scanner.store.leases import UNHEARD
from scanner.store.tables import leases
from tests.scanner.agent.daemon.things import Clock, rome
from tests.scanner.agent.things import says, seen, small_order, stand_in


@pytest.fixture
def somebody() -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that is alive."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()
    assert process.stdin
    process.stdin.close()


def test_a_segment_that_a_living_process_examines_is_refused_and_the_process_is_named(
    store: Store, somebody: "subprocess.Popen[bytes]"
) -> None:
    Plans(store).take("segment hall", somebody.pid)
    with pytest.raises(StoreError, match=f"by the process {somebody.pid} on"), examining(store, "hall", "s2"):
        pass


def test_the_lease_of_a_dead_process_is_taken_over_at_once(
    store: Store, somebody: "subprocess.Popen[bytes]"
) -> None:
    Plans(store).take("segment hall", somebody.pid)
    somebody.send_signal(signal.SIGKILL)
    somebody.wait()
    assert Plans(store).leases() == ()
    with examining(store, "hall", "s2"):
        assert [one.pid for one in Plans(store).leases()] == [os.getpid()]
    assert Plans(store).leases() == ()


def test_a_question_that_is_put_again_waits_for_the_scan_of_its_segment(store: Store) -> None:
    with (
        examining(store, "hall", "s1"),
        pytest.raises(StoreError, match="examined already"),
        examining(store, "hall (recheck)", "s2"),
    ):
        pass


def test_another_segment_is_free(store: Store) -> None:
    with examining(store, "hall", "s1"), examining(store, "office", "s2"):
        assert len(Plans(store).leases()) == 2


def test_a_holder_on_another_machine_counts_as_gone_only_after_a_long_silence(store: Store) -> None:
    clock = Clock(rome(2026, 11, 23, 12))
    plans = Plans(store, clock)
    plans.take("segment hall", 1)
    store.write(lambda connection: connection.execute(update(leases).values(host="elsewhere")))
    clock.move(seconds=UNHEARD.total_seconds() - 1)
    assert plans.take("segment hall", os.getpid()) is not None
    clock.move(seconds=1)
    assert plans.take("segment hall", os.getpid()) is None


def test_a_clock_that_jumps_ends_no_lease_of_this_machine(store: Store) -> None:
    clock = Clock(rome(2026, 11, 23, 12))
    plans = Plans(store, clock)
    plans.take("segment hall", os.getpid())
    clock.moment += timedelta(days=4000)
    assert plans.take("segment hall", os.getpid()) is not None


def test_nobody_can_give_back_or_keep_alive_what_is_somebody_elses(
    store: Store, somebody: "subprocess.Popen[bytes]"
) -> None:
    plans = Plans(store)
    plans.take("segment hall", somebody.pid)
    plans.release("segment hall", os.getpid())
    assert len(plans.leases()) == 1
    assert not plans.beat("segment hall", os.getpid())
    assert plans.beat("segment hall", somebody.pid, "asking")
    assert plans.leases()[0].doing == "asking"


def test_an_audit_by_hand_holds_the_lease_while_its_sensor_works(
    store: Store,
    checks: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[int] = []
    stand_in(monkeypatch, tmp_path, says(seen(), Done(complete=True)))
    Scan(store, small_order(), checks, watch=lambda _: held.append(len(Plans(store).leases()))).begin()
    assert set(held) == {1}
    assert Plans(store).leases() == ()


def test_a_scan_that_is_left_off_keeps_what_it_heard_and_can_be_resumed(
    store: Store,
    checks: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch, tmp_path, says(seen(), Done(complete=False, reason="it was asked to stop")))
    scan = Scan(store, small_order(), checks, first_words=("It was late.",), resumable=lambda: True)
    with pytest.raises(LeftOff, match="asked to stop"):
        scan.begin()
    row = store.scan("s1")
    assert row is not None
    assert (row.status, row.published) == ("running", False)
    assert [one.address for one in store.seen_of("s1")] == ["10.0.0.7"]
    assert [one.text for one in store.notes_of("s1")] == ["It was late."]


def test_a_scan_that_was_asked_to_leave_before_its_sensor_began_asks_nothing(
    store: Store,
    checks: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch, tmp_path, "time.sleep(30)")
    scan = Scan(store, small_order(), checks)
    scan.leave()
    with pytest.raises(LeftOff):
        scan.begin()
