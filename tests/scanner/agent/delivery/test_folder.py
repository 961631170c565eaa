"""A folder of reports: dated, indexed, private, and `latest` always leads to a whole report."""

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.delivery import Outcome, deliver
from scanner.agent.delivery.rounds import put, send_due
from scanner.store import Store
from tests.scanner.agent.delivery.things import AT, an_audit, configured, kept, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as one:
        yield one


def config(folder: Path, **more: Any) -> Any:
    return configured(folder=[{"name": "archive", "path": str(folder)} | more])


def given(store: Store, folder: Path, *days: int, **more: Any) -> list[Outcome]:
    told: list[Outcome] = []
    for day in days:
        told += deliver(store, config(folder, **more), kept(store, an_audit(f"s{day}", day=day)), moment=AT)
    return told


def scan_of(report: Path) -> str:
    return str(json.loads(report.read_text())["scan"]["id"])


@pytest.mark.parametrize("latest", ["link", "copy"])
def test_each_report_has_its_dated_folder_and_the_newest_is_latest(
    store: Store, tmp_path: Path, latest: str
) -> None:
    out = tmp_path / "out"
    assert all(one.sent for one in given(store, out, 0, 1, latest=latest))
    names = sorted(path.name for path in (out / "hall").iterdir() if path.name != "latest")
    assert names == ["2026-11-20-0809-s0", "2026-11-21-0809-s1"]
    for place in (out, out / "hall"):
        assert scan_of(place / "latest" / "report.json") == "s1"
        assert (place / "latest").is_symlink() == (latest == "link")
    assert "hall/2026-11-21-0809-s1/report.html" in (out / "index.html").read_text()
    assert "latest" not in (out / "index.html").read_text()


def test_everything_is_for_the_eyes_of_its_owner(store: Store, tmp_path: Path) -> None:
    given(store, tmp_path / "out", 0, latest="copy")
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("latest", ["link", "copy"])
def test_a_shared_folder_is_for_its_group_and_for_no_other(store: Store, tmp_path: Path, latest: str) -> None:
    given(store, tmp_path / "out", 0, 1, latest=latest, shared=True)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o750 if path.is_dir() else 0o640), path


@pytest.mark.parametrize("latest", ["link", "copy"])
def test_a_report_that_comes_late_does_not_become_the_latest(
    store: Store, tmp_path: Path, latest: str
) -> None:
    given(store, tmp_path / "out", 5, 2, latest=latest)
    assert scan_of(tmp_path / "out" / "latest" / "report.json") == "s5"


def test_a_reader_never_finds_latest_missing(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    given(store, out, 0)
    missing, over = [], threading.Event()

    def read() -> None:
        while not over.is_set():
            if not (out / "latest" / "report.json").is_file():
                missing.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    given(store, out, *range(1, 12))
    over.set()
    reader.join()
    assert missing == []


def test_a_segment_name_leads_nowhere_else(store: Store, tmp_path: Path) -> None:
    audit = an_audit("s1", segment="../../../etc/hall\x00")
    (outcome,) = deliver(store, config(tmp_path / "out"), kept(store, audit), moment=AT)
    assert outcome.sent, outcome
    inside = [path.name for path in (tmp_path / "out").iterdir() if path.is_dir() and path.name != "latest"]
    assert len(inside) == 1
    assert inside[0].startswith("etc-hall-")
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("vaglio")) == ["out"]


def test_a_folder_of_the_owner_named_latest_is_left_alone(store: Store, tmp_path: Path) -> None:
    mine = tmp_path / "out" / "hall" / "latest"
    mine.mkdir(parents=True)
    (mine / "mine.txt").write_text("mine")
    (outcome,) = given(store, tmp_path / "out", 0)
    assert "is no link of ours; move it away" in outcome.problem
    assert (mine / "mine.txt").read_text() == "mine"


def test_a_folder_that_comes_back_gets_what_it_missed(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "share" / "out"
    (tmp_path / "share").write_text("not mounted")
    put(store, config(out).delivery, kept(store, an_audit()), None, AT)
    (outcome,) = send_due(store, config(out), AT)
    assert not outcome.sent
    (tmp_path / "share").unlink()
    assert send_due(store, config(out), AT.replace(hour=9))[0].sent
    assert scan_of(out / "latest" / "report.json") == "s1"
