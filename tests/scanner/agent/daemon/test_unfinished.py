"""Scans that were cut short: gone on with while they are fresh and allowed, else published as they are."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scanner.agent.daemon.task import Task
from scanner.agent.daemon.unfinished import FRESH, order_to_go_on
from scanner.agent.daemon.worker import Worker
from scanner.evidence import FtpGreeting
from scanner.model import Done, now
from scanner.store import Store
from scanner.store.tables import scans
from tests.scanner.agent.daemon.things import HERE, config, cut_short, task
from tests.scanner.agent.things import heard, said, says, stand_in

DAILY = '\n[segments.schedule]\nevery = "1d"\n'


def test_a_fresh_scan_is_gone_on_with_under_its_own_name(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings)
    order, resumed, given_up = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed, given_up) == ("old", True, [])
    assert [one.address for one in order.known] == [HERE]


def test_without_one_a_new_scan_begins(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    order, resumed, given_up = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (resumed, given_up) == (False, [])
    assert order.ledger == str(tmp_path / "ledgers" / f"{order.scan}.jsonl")


def test_an_old_scan_is_published_as_incomplete_and_a_new_one_begins(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings)
    long_ago = now() - FRESH - timedelta(minutes=1)
    store.write(lambda connection: connection.execute(update(scans).values(started=long_ago)))
    order, resumed, (audit,) = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan != "old", resumed) == (True, False)
    assert (audit.scan, audit.complete) == ("old", False)
    assert audit.reason == "it was cut short and could not go on within 24 hours"
    assert len(audit.assets) == 1
    assert store.interrupted() == ()


@pytest.mark.parametrize(
    "line", ['exclusions = ["127.0.50.2"]', 'never_touch = ["127.0.50.2"]', "listen_seconds = 5"]
)
def test_what_was_signed_for_before_is_not_carried_out_after_it_changed(
    store: Store, tmp_path: Path, line: str
) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings)
    key, _, value = line.partition(" = ")
    changed = {key: float(value) if key == "listen_seconds" else ("127.0.50.2",)}
    segment = settings.segments[0].model_copy(update=changed)
    later = settings.model_copy(update={"segments": (segment,)})
    order, resumed, (audit,) = order_to_go_on(store, task(later), segment)
    assert order is not None
    assert (order.scan != "old", resumed) == (True, False)
    assert audit.reason == "the configuration of the segment changed"


def test_of_two_the_later_is_gone_on_with(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings, "first")
    cut_short(store, settings, "second")
    order, resumed, (audit,) = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed, audit.scan) == ("second", True, "first")
    assert audit.reason == "a later scan took its place"


def test_what_only_waited_to_be_judged_is_judged_and_nothing_is_asked(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings, status="judging")
    order, _, (audit,) = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is None
    assert (audit.scan, audit.complete) == ("old", True)


def test_giving_up_publishes_with_the_reason_and_asks_nothing(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings)
    result = Worker(task(settings, give_up="the disk is full")).run()
    assert (result.outcome, result.complete, result.reason) == ("published", False, "the disk is full")
    assert (tmp_path / "reports" / "old" / "report.html").exists()


def test_another_segments_scan_is_left_alone(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY, DAILY)
    cut_short(store, settings)
    order, resumed, given_up = order_to_go_on(
        store, Task(kind="examine", config=settings, segment="s1"), settings.segments[1]
    )
    assert order is not None
    assert (order.segment, resumed, given_up) == ("s1", False, [])


def test_a_worker_publishes_writes_the_report_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    stand_in(
        monkeypatch, tmp_path, says(*said(heard(FtpGreeting(banner="a"), asset=HERE)), Done(complete=True))
    )
    result = Worker(task(settings)).run()
    assert (result.outcome, result.complete, result.again) == ("published", True, False)
    assert (tmp_path / "reports" / result.scan / "report.json").exists()


@pytest.mark.parametrize(
    ("reason", "again"),
    [("the network is out of reach (Network is unreachable)", True), ("the segment fell silent", False)],
)
def test_only_what_may_be_gone_soon_is_worth_another_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, again: bool
) -> None:
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason=reason)))
    result = Worker(task(config(tmp_path, DAILY))).run()
    assert (result.outcome, result.complete, result.again) == ("published", False, again)


def test_a_sensor_that_the_quiet_hours_stopped_is_left_to_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = '\n[[segments.quiet]]\nstart = "{}"\nend = "{}"\n'
    always = half.format("00:00", "12:00") + half.format("12:00", "00:00")
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="quiet hours until 12:00")))
    result = Worker(task(config(tmp_path, always))).run()
    assert (result.outcome, result.reason) == ("left", "quiet hours until 12:00")


def test_new_knowledge_has_nothing_to_judge_where_nothing_was_found(tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    assert Worker(Task(kind="judge", config=settings)).run().audits == 0
