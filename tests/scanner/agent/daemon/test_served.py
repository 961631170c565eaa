"""A scan that was begun for a date and what came of it: known before it begins, and never made a second time."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scanner.agent.daemon.task import Task
from scanner.agent.daemon.unfinished import order_to_go_on
from scanner.agent.daemon.worker import Worker
from scanner.agent.scan import Scan
from scanner.evidence import FtpGreeting
from scanner.model import Audit, Done, now
from scanner.packs import PackError, load_checks
from scanner.store import Due, Plans, Store
from scanner.store.tables import scans
from tests.scanner.agent.daemon.things import HERE, config, cut_short, task
from tests.scanner.agent.things import heard, said, says, stand_in

DAILY = '\n[segments.schedule]\nevery = "1d"\n'


def _due(store: Store) -> Due:
    (due,) = Plans(store).due()
    return due


def test_the_agenda_knows_the_scan_that_serves_it_before_anything_is_asked(
    store: Store, tmp_path: Path
) -> None:
    settings = config(tmp_path, DAILY)
    Plans(store).add_due("s0", 1, now())
    order, *_ = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert _due(store).serving == order.scan
    cut_short(store, settings)
    order, *_ = order_to_go_on(store, task(settings), settings.segments[0])
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
            Worker(task(settings)).run()
    first = _due(store).serving
    assert (tmp_path / "reports" / first / "report.html").exists(), "what is published has its report"
    result = Worker(task(settings, serving=first)).run()
    assert (result.outcome, result.scan, result.complete) == ("published", first, True)
    assert [row.id for row in store.scans()] == [first]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_audit_that_is_worth_another_try_is_made_again_also_when_nobody_heard_of_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="the network is out of reach (x)")))
    first = Worker(task(settings)).run()
    stand_in(monkeypatch, tmp_path, says(Done(complete=True)))
    second = Worker(task(settings, serving=first.scan)).run()
    assert second.scan != first.scan
    assert (second.outcome, second.complete) == ("published", True)


@pytest.mark.parametrize(("give_up", "again"), [("", True), ("the disk is full", False)])
def test_what_only_waited_to_be_judged_is_worth_another_try_as_well_but_not_after_the_last(
    store: Store, tmp_path: Path, give_up: str, again: bool
) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings)
    store.finish_scan("old", complete=False, reason="the network is out of reach (x)")
    result = Worker(task(settings, give_up=give_up)).run()
    assert (result.outcome, result.scan, result.again) == ("published", "old", again)


def test_what_was_about_to_give_way_to_another_scan_still_does(store: Store, tmp_path: Path) -> None:
    settings = config(tmp_path, DAILY)
    cut_short(store, settings, status="judging")
    order, resumed, (audit,) = order_to_go_on(store, task(settings, serving="none"), settings.segments[0])
    assert order is not None
    assert (order.scan not in {"old", "none"}, resumed, audit.scan) == (True, False, "old")


def test_a_scan_that_is_left_is_free_before_its_process_has_ended(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = '\n[[segments.quiet]]\nstart = "{}"\nend = "{}"\n'
    always = half.format("00:00", "12:00") + half.format("12:00", "00:00")
    stand_in(monkeypatch, tmp_path, says(Done(complete=False, reason="quiet hours until 12:00")))
    settings = config(tmp_path, always)
    left = Worker(task(settings)).run()
    # This very process began it and lives on; whoever comes next goes on with it and begins no other.
    assert [row.id for row in store.interrupted()] == [left.scan]
    order, resumed, _ = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan, resumed) == (left.scan, True)


def test_an_audit_whose_pack_is_gone_does_not_keep_the_others_from_being_judged_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path, DAILY)
    stand_in(monkeypatch, tmp_path, says(Done(complete=True)))
    first, second = Worker(task(settings)).run().scan, Worker(task(settings)).run().scan
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
    cut_short(store, settings, status="judging")
    long_ago = now() - timedelta(days=40)
    store.write(lambda connection: connection.execute(update(scans).values(started=long_ago)))
    order, resumed, (audit,) = order_to_go_on(store, task(settings), settings.segments[0])
    assert order is not None
    assert (order.scan != "old", resumed, audit.scan) == (True, False, "old")


def test_what_a_person_published_and_was_ended_before_telling_is_written_and_told(
    store: Store, tmp_path: Path
) -> None:
    told = f'[[delivery.folder]]\nname = "owner"\nwhen = ["always"]\npath = "{tmp_path}/told"\n'
    settings = config(tmp_path, f"{DAILY}{told}")
    cut_short(store, settings, status="judging")
    (row,) = store.interrupted()
    Scan(store, row.order, load_checks([])).publish()
    result = Worker(task(settings, serving="old")).run()
    assert (result.outcome, result.scan) == ("published", "old")
    assert (tmp_path / "reports" / "old" / "report.html").exists()
    assert list((tmp_path / "told").rglob("report*.html")) != []
    before = sorted((one, one.stat().st_mtime_ns) for one in (tmp_path / "told").rglob("*"))
    Worker(task(settings, serving="old")).run()
    assert sorted((one, one.stat().st_mtime_ns) for one in (tmp_path / "told").rglob("*")) == before
