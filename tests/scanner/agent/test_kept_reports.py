"""Old reports go from their folders: only what was written there, and never the newest of a segment."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.delivery import deliver
from scanner.agent.kept_reports import NOTE, discard, note, outdated, reports_in
from scanner.agent.report_files import DeliveryError
from scanner.agent.retention import by_itself, discard_reports, kept_for, old_reports
from scanner.config import Config, ConfigError
from scanner.config.retention import Retention
from tests.scanner.agent.delivery.things import AT, an_audit, configured, kept, opened

LATER = AT + timedelta(days=400)


def written(home: Path, scan: str, day: int = 0, segment: str = "hall", **more: Any) -> Path:
    """A report of a day, in a folder of its own."""
    folder = home / scan
    folder.mkdir(parents=True)
    for name in ("report.html", "report.json"):
        (folder / name).write_text(f"{scan} {name}")
    audit = an_audit(scan, day=day, segment=segment).model_copy(update=more)
    note(folder, audit, [folder / "report.html", folder / "report.json"])
    return folder


def names(home: Path, before: datetime = LATER, keep: int = 1) -> list[str]:
    return [one.folder.name for one in outdated(home, before, keep)]


def test_the_old_go_and_the_newest_of_each_segment_stays_however_old(tmp_path: Path) -> None:
    for day in range(3):
        written(tmp_path, f"s{day}", day)
    written(tmp_path, "office", 0, "office")
    assert names(tmp_path) == ["s0", "s1"]
    assert names(tmp_path, keep=2) == ["s0"]
    assert names(tmp_path, keep=9) == []


def test_nothing_goes_before_its_time(tmp_path: Path) -> None:
    audits = [an_audit(f"s{day}", day=day) for day in range(3)]
    for day in range(3):
        written(tmp_path, f"s{day}", day)
    assert names(tmp_path, before=audits[1].ended) == ["s0"]
    assert names(tmp_path, before=audits[0].ended) == []


def test_a_report_that_was_cut_short_does_not_push_out_the_last_whole_one(tmp_path: Path) -> None:
    written(tmp_path, "whole", 0)
    written(tmp_path, "older", 1, complete=False)
    written(tmp_path, "newest", 2, complete=False)
    assert names(tmp_path) == ["older"]


def test_two_reports_of_one_minute_are_told_apart_and_latest_never_goes(tmp_path: Path) -> None:
    first = an_audit("z", day=0)
    for seconds, scan in ((0, "z"), (10, "b"), (20, "a")):
        written(tmp_path / "hall", scan, ended=first.ended + timedelta(seconds=seconds))
    assert names(tmp_path) == ["z", "b"]
    (tmp_path / "latest").symlink_to(Path("hall") / "z", target_is_directory=True)
    assert names(tmp_path) == ["b"]
    (tmp_path / "hall" / "latest").symlink_to("b", target_is_directory=True)
    assert names(tmp_path) == []


def test_a_folder_without_our_note_is_nobodys_to_delete(tmp_path: Path) -> None:
    for scan in ("s0", "s1"):
        written(tmp_path, scan, int(scan[1]))
    (tmp_path / "s0" / NOTE).unlink()
    (tmp_path / "s2").mkdir()
    (tmp_path / "s2" / NOTE).write_text("{}")
    assert [one.folder.name for one in reports_in(tmp_path)] == ["s1"]


def test_what_somebody_put_there_or_changed_stays(tmp_path: Path) -> None:
    folder = written(tmp_path, "s0")
    (folder / "my notes.txt").write_text("mine")
    (folder / "report.html").write_text("I wrote into it")
    (found,) = reports_in(tmp_path)
    discard(found)
    assert sorted(path.name for path in folder.iterdir()) == ["my notes.txt", "report.html"]
    assert list(reports_in(tmp_path)) == []


def test_a_report_goes_with_its_folder_and_a_later_format_goes_too(tmp_path: Path) -> None:
    folder = written(tmp_path, "s0")
    (folder / "report.xlsx").write_bytes(b"x")
    note(folder, an_audit("s0"), [folder / "report.xlsx"])
    (found,) = reports_in(tmp_path)
    assert sorted(found.written.files) == ["report.html", "report.json", "report.xlsx"]
    discard(found)
    assert list(tmp_path.iterdir()) == []


def test_a_note_that_names_files_elsewhere_reaches_none_of_them(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("s0 report.html")
    folder = written(tmp_path / "home", "s0")
    (folder / "report.json").unlink()
    (folder / "report.json").symlink_to(victim)
    text = (folder / NOTE).read_text()
    (folder / NOTE).write_text(text.replace('"report.html"', f'"{"../" * 2}victim"'))
    (found,) = reports_in(tmp_path / "home")
    discard(found)
    assert victim.read_text() == "s0 report.html"


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere, home = tmp_path / "elsewhere", tmp_path / "home"
    written(elsewhere, "s0")
    written(home, "s1", 5)
    (home / "link").symlink_to(elsewhere / "s0", target_is_directory=True)
    assert [one.folder.name for one in reports_in(home)] == ["s1"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may delete anything")
def test_what_may_not_be_deleted_is_told_in_one_sentence(tmp_path: Path) -> None:
    folder = written(tmp_path, "s0")
    (found,) = reports_in(tmp_path)
    folder.chmod(0o500)
    try:
        with pytest.raises(DeliveryError, match="can't be deleted"):
            discard(found)
    finally:
        folder.chmod(0o700)


def config(home: Path, delivered: Path | None = None, latest: str = "link", **retention: Any) -> Config:
    folder = [{"name": "archive", "path": str(delivered), "latest": latest}] if delivered else []
    made = configured(folder=folder)
    report = made.report.model_copy(update={"folder": home})
    update = {"report": report, "retention": Retention.model_validate(retention)}
    return made.model_copy(update=update)


@pytest.mark.parametrize("latest", ["link", "copy"])
def test_latest_and_the_index_of_a_delivered_folder_stay_right(tmp_path: Path, latest: str) -> None:
    out = tmp_path / "out"
    rule = config(tmp_path / "reports", out, latest, days=30, keep=2)
    with opened(tmp_path) as store:
        for day in range(4):
            deliver(store, rule, kept(store, an_audit(f"s{day}", day=day)), moment=AT)
        by_itself(store, rule, LATER)
    left = sorted(path.name for path in (out / "hall").iterdir() if path.name != "latest")
    assert left == ["2026-11-22-0809-s2", "2026-11-23-0809-s3"]
    for place in (out, out / "hall"):
        assert b'"s3"' in (place / "latest" / "report.json").read_bytes()
        assert not (place / "latest" / NOTE).exists() or latest == "link"
    page = (out / "index.html").read_text()
    assert "hall/2026-11-23-0809-s3/report.html" in page
    assert "2 audits" in page


def test_both_kinds_of_folders_are_named_before_anything_goes(tmp_path: Path) -> None:
    rule = config(tmp_path / "reports", tmp_path / "out", days=30, keep=1)
    with opened(tmp_path) as store:
        for day in range(2):
            written(rule.report.folder, f"s{day}", day)
            deliver(store, rule, kept(store, an_audit(f"s{day}", day=day)), moment=AT)
    found = old_reports(rule, kept_for(rule), LATER)
    assert [one.folder.name for one in found] == ["s0", "2026-11-20-0809-s0"]
    assert all(one.folder.exists() for one in found)
    discard_reports(rule, found)
    assert not any(one.folder.exists() for one in found)


@pytest.mark.parametrize(
    ("retention", "gone"),
    [
        ({"days": 30}, ["s0"]),
        ({"days": 30, "report_days": 0}, []),
        ({"days": 30, "report_days": 3000}, []),
        ({"report_days": 30}, ["s0"]),
    ],
)
def test_reports_have_the_same_time_unless_they_have_one_of_their_own(
    tmp_path: Path, retention: dict[str, Any], gone: list[str]
) -> None:
    rule = config(tmp_path / "reports", None, keep=1, **retention)
    for day in range(2):
        written(rule.report.folder, f"s{day}", day)
    assert [one.folder.name for one in old_reports(rule, kept_for(rule), LATER)] == gone
    with opened(tmp_path) as store:
        by_itself(store, rule, LATER)
    left = sorted(path.name for path in rule.report.folder.iterdir())
    assert left == [name for name in ("s0", "s1") if name not in gone]


def test_where_nothing_has_a_time_nothing_goes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Nothing says how long"):
        kept_for(config(tmp_path, report_days=0))
