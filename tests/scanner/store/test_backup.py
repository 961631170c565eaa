"""A backup is whole while the database is in use, and a restore never loses what was there."""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from scanner.store import Plans, Store, StoreError
from scanner.store.backup import backup, restore
from tests.scanner.store.things import order


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "vaglio.db"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def scans(file: Path) -> list[str]:
    with Store.open(url(file)) as store:
        return sorted(row.id for row in store.scans())


def test_a_backup_holds_what_is_still_in_the_log(file: Path, tmp_path: Path) -> None:
    with Store.open(url(file)) as store:
        store.begin_scan(order("s1"), os.getpid())
        copy = backup(url(file), tmp_path / "copy.db")
    assert scans(copy) == ["s1"]
    assert copy.stat().st_mode & 0o077 == 0


def test_a_backup_overwrites_nothing(file: Path, tmp_path: Path) -> None:
    Store.open(url(file)).close()
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        backup(url(file), target)
    assert target.read_text() == "mine"


def test_a_restore_keeps_what_was_there(file: Path, tmp_path: Path) -> None:
    with Store.open(url(file)) as store:
        store.begin_scan(order("s1"), os.getpid())
    copy = backup(url(file), tmp_path / "copy.db")
    with Store.open(url(file)) as store:
        store.begin_scan(order("s2"), os.getpid())
    kept = restore(url(file), copy)
    assert scans(file) == ["s1"]
    assert kept is not None
    assert scans(kept) == ["s1", "s2"]
    assert {path.stat().st_mode & 0o077 for path in (file, kept)} == {0}


def test_a_restore_into_an_empty_place_needs_nothing_there(file: Path, tmp_path: Path) -> None:
    Store.open(url(file)).close()
    copy = backup(url(file), tmp_path / "copy.db")
    elsewhere = tmp_path / "new" / "vaglio.db"
    assert restore(url(elsewhere), copy) is None
    assert scans(elsewhere) == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_what_is_no_copy_is_refused_and_nothing_changes(file: Path, tmp_path: Path, content: bytes) -> None:
    with Store.open(url(file)) as store:
        store.begin_scan(order("s1"), os.getpid())
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    with pytest.raises(StoreError, match=r"bad\.db"):
        restore(url(file), bad)
    assert scans(file) == ["s1"]


def test_a_copy_of_a_newer_program_is_refused(file: Path, tmp_path: Path) -> None:
    Store.open(url(file)).close()
    copy = backup(url(file), tmp_path / "copy.db")
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        restore(url(file), copy)


@pytest.mark.parametrize("name", ["agent", "segment hall"])
def test_nothing_is_put_back_under_an_agent_or_a_scan_that_is_at_work(
    file: Path, tmp_path: Path, name: str
) -> None:
    with Store.open(url(file)) as store:
        copy = backup(url(file), tmp_path / "copy.db")
        store.begin_scan(order("s1"), os.getpid())
        Plans(store).take(name, os.getpid())
        with pytest.raises(StoreError, match=rf"^The process {os.getpid()} on .*\({name}\): stop the agent"):
            restore(url(file), copy)
        assert [row.id for row in store.scans()] == ["s1"]
        Plans(store).release(name, os.getpid())
    assert restore(url(file), copy) is not None
    assert scans(file) == []


def test_a_lease_of_a_process_that_is_gone_hinders_nobody(file: Path, tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other, Store.open(url(file)) as store:
        Plans(store).take("agent", other.pid)
        copy = backup(url(file), tmp_path / "copy.db")
        with pytest.raises(StoreError, match="stop the agent"):
            restore(url(file), copy)
        other.kill()
    assert restore(url(file), copy) is not None


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_copy_takes_the_place_of_a_damaged_database_which_is_kept(
    file: Path, tmp_path: Path, content: bytes
) -> None:
    Store.open(url(file)).close()
    copy = backup(url(file), tmp_path / "copy.db")
    file.write_bytes(content)
    kept = restore(url(file), copy)
    assert kept is not None
    assert kept.read_bytes() == content
    assert scans(file) == []


def test_a_database_of_another_kind_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no SQLite file"):
        backup("postgresql://h/vaglio", tmp_path / "copy.db")
