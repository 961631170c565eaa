"""Scans that were cut short: gone on with while they are fresh and allowed, else published as they are."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scanner.agent.daemon.task import Task
from scanner.agent.daemon.unfinished import FRESH, order_to_go_on
from scanner.agent.daemon.worker import Worker
from scanner.agent.scan import Scan
from scanner.config import Config, to_order
from scanner.evidence import FtpGreeting
from scanner.model import Audit, Done, now
from scanner.packs import PackError, load_checks
from scanner.store import Due, Plans, Store
from scanner.store.tables import scans
from tests.scanner.agent.daemon.things import config
from tests.scanner.agent.things import heard, said, says, stand_in
from tests.scanner.store.things import NOBODY

HERE = "127.0.50.1"
DAILY = '\n[segments.schedule]\nevery = "1d"\n'


def _task(settings: Config, **more: str) -> Task:
    return Task.model_validate({"kind": "examine", "config": settings, "segment": "s0"} | more)


def _cut_short(store: Store, settings: Config, scan: str = "old", status: str = "running") -> None:
    """A scan of a process that is gone, with one piece of evidence."""
    ledger = str(Path(settings.store.removeprefix("sqlite:///")).parent / "ledgers" / f"{scan}.jsonl")
    store.begin_scan(to_order(settings, settings.segments[0], scan, ledger=ledger), NOBODY)
    store.add_messages(scan, said(heard(FtpGreeting(banner="a"), asset=HERE)), 0)
    if status == "judging":
        store.finish_scan(scan, complete=True)


def test_a_fresh_scan_is_gone_on_with_under_its_own_name(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings)
    order, resumed, given_up = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed, given_up) == ("old", True, [])
    assert [one.address for one in order.known] == [HERE]


def test_without_one_a_new_scan_begins(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    order, resumed, given_up = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert (resumed, given_up) == (False, [])
    assert order.ledger == str(tmp_path / "ledgers" / f"{order.scan}.jsonl")


def test_an_old_scan_is_published_as_incomplete_and_a_new_one_begins(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings)
    long_ago = now() - FRESH - timedelta(minutes=1)
    store.write(lambda connection: connection.execute(update(scans).values(started=long_ago)))
    order, resumed, (audit,) = order_to_go_on(store, _task(settings), settings.segments[0])
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
    _cut_short(store, settings)
    key, _, value = line.partition(" = ")
    changed = {key: float(value) if key == "listen_seconds" else ("127.0.50.2",)}
    segment = settings.segments[0].model_copy(update=changed)
    later = settings.model_copy(update={"segments": (segment,)})
    order, resumed, (audit,) = order_to_go_on(store, _task(later), segment)
    assert order is not None
    assert (order.scan != "old", resumed) == (True, False)
    assert audit.reason == "the configuration of the segment changed"


def test_of_two_the_later_is_gone_on_with(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings, "first")
    _cut_short(store, settings, "second")
    order, resumed, (audit,) = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed, audit.scan) == ("second", True, "first")
    assert audit.reason == "a later scan took its place"


def test_what_only_waited_to_be_judged_is_judged_and_nothing_is_asked(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings, status="judging")
    order, _, (audit,) = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is None
    assert (audit.scan, audit.complete) == ("old", True)


def test_giving_up_publishes_with_the_reason_and_asks_nothing(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings)
    result = Worker(_task(settings, give_up="the disk is full")).run()
    assert (result.outcome, result.complete, result.reason) == ("published", False, "the disk is full")
    assert (tmp_path / "reports" / "old" / "report.html").exists()


def test_another_segments_scan_is_left_alone(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY, DAILY)
    _cut_short(store, settings)
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
    result = Worker(_task(settings)).run()
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
    result = Worker(_task(config(tmp_path, DAILY))).run()
    assert (result.outcome, result.complete, result.again) == ("published", False, again)


def test_a_sensor_that_the_quiet_hours_stopped_is_left_to_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = '\n[[segments.quiet]]\nstart = "{}"\nend = "{}"\n'
    always = half.format("00:00", "12:00") + half.format("12:00", "00:00")
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="quiet hours until 12:00")))
    result = Worker(_task(config(tmp_path, always))).run()
    assert (result.outcome, result.reason) == ("left", "quiet hours until 12:00")


def test_new_knowledge_has_nothing_to_judge_where_nothing_was_found(tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    assert Worker(Task(kind="judge", config=settings)).run().audits == 0


def _due(store: Store) -> Due:
    (due,) = Plans(store).due()
    return due


def test_the_agenda_knows_the_scan_that_serves_it_before_anything_is_asked(
    store: Store, tmp_path: Path
) -> None:
    settings = config(tmp_path, DAILY)
    Plans(store).add_due("s0", 1, now())
    order, *_ = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert _due(store).serving == order.scan
    _cut_short(store, settings)
    order, *_ = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert _due(store).serving == order.scan == "old"


def test_an_audit_whose_end_nobody_lived_to_hear_of_is_not_made_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    Plans(store).add_due("s0", 1, now())
    stand_in(
        monkeypatch, tmp_path, says(*said(heard(FtpGreeting(banner="a"), asset=HERE)), Done(complete=True))
    )
    # Killed after it had published, before the agent heard of it.
    with monkeypatch.context() as killed:
        killed.setattr("scanner.agent.daemon.handing.send", _killed)
        with pytest.raises(KeyboardInterrupt):
            Worker(_task(settings)).run()
    first = _due(store).serving
    assert (tmp_path / "reports" / first / "report.html").exists(), "what is published has its report"
    result = Worker(_task(settings, serving=first)).run()
    assert (result.outcome, result.scan, result.complete) == ("published", first, True)
    assert [row.id for row in store.scans()] == [first]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_audit_that_is_worth_another_try_is_made_again_also_when_nobody_heard_of_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="the network is out of reach (x)")))
    first = Worker(_task(settings)).run()
    stand_in(monkeypatch, tmp_path, says(Done(complete=True)))
    second = Worker(_task(settings, serving=first.scan)).run()
    assert second.scan != first.scan
    assert (second.outcome, second.complete) == ("published", True)


@pytest.mark.parametrize(("give_up", "again"), [("", True), ("the disk is full", False)])
def test_what_only_waited_to_be_judged_is_worth_another_try_as_well_but_not_after_the_last(
    store: Store, tmp_path: Path, give_up: str, again: bool
) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings)
    store.finish_scan("old", complete=False, reason="the network is out of reach (x)")
    result = Worker(_task(settings, give_up=give_up)).run()
    assert (result.outcome, result.scan, result.again) == ("published", "old", again)


def test_what_was_about_to_give_way_to_another_scan_still_does(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings, status="judging")
    order, resumed, (audit,) = order_to_go_on(store, _task(settings, serving="none"), settings.segments[0])
    assert order is not None
    assert (order.scan not in {"old", "none"}, resumed, audit.scan) == (True, False, "old")


def test_a_scan_that_is_left_is_free_before_its_process_has_ended(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = '\n[[segments.quiet]]\nstart = "{}"\nend = "{}"\n'
    always = half.format("00:00", "12:00") + half.format("12:00", "00:00")
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="quiet hours until 12:00")))
    settings = config(tmp_path, always)
    left = Worker(_task(settings)).run()
    # This very process began it and lives on; whoever comes next goes on with it and begins no other.
    assert [row.id for row in store.interrupted()] == [left.scan]
    order, resumed, _ = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed) == (left.scan, True)


def test_an_audit_whose_pack_is_gone_does_not_keep_the_others_from_being_judged_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    stand_in(monkeypatch, tmp_path, says(Done(complete=True)))
    first, second = Worker(_task(settings)).run().scan, Worker(_task(settings)).run().scan
    judged = []

    def without_its_pack(_store: Store, before: Audit, *_: object) -> None:
        if before.scan == first:
            raise PackError("the pack `theirs` is gone")
        judged.append(before.scan)

    monkeypatch.setattr("scanner.agent.again.outdated", lambda *_: [first, second])
    monkeypatch.setattr("scanner.agent.again.judge_again", without_its_pack)
    result = Worker(Task(kind="judge", config=settings)).run()
    assert (result.outcome, result.audits, judged) == ("done", 1, [second])


def test_an_old_scan_that_only_waited_to_be_judged_is_not_the_audit_of_today(
    store: Store, tmp_path: Path
) -> None:
    settings = config(tmp_path, DAILY)
    _cut_short(store, settings, status="judging")
    long_ago = now() - timedelta(days=40)
    store.write(lambda connection: connection.execute(update(scans).values(started=long_ago)))
    order, resumed, (audit,) = order_to_go_on(store, _task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan != "old", resumed, audit.scan) == (True, False, "old")


def test_what_a_person_published_and_was_ended_before_telling_is_written_and_told(
    store: Store, tmp_path: Path
) -> None:
    told = f'[[delivery.folder]]\nname = "owner"\nwhen = ["always"]\npath = "{tmp_path}/told"\n'
    settings = config(tmp_path, f"{DAILY}{told}")
    _cut_short(store, settings, status="judging")
    (row,) = store.interrupted()
    Scan(store, row.order, load_checks([])).publish()
    result = Worker(_task(settings, serving="old")).run()
    assert (result.outcome, result.scan) == ("published", "old")
    assert (tmp_path / "reports" / "old" / "report.html").exists()
    assert list((tmp_path / "told").rglob("report*.html")) != []
    before = sorted((one, one.stat().st_mtime_ns) for one in (tmp_path / "told").rglob("*"))
    Worker(_task(settings, serving="old")).run()
    assert sorted((one, one.stat().st_mtime_ns) for one in (tmp_path / "told").rglob("*")) == before
