"""The current knowledge file is replaced in one step, by a whole one only."""

import sqlite3
from pathlib import Path

import pytest

from scanner.knowledge.database import KnowledgeError, build, checked, previous_of, swap
from scanner.knowledge.knowledge import Knowledge
from tests.scanner.knowledge.made import affected, state


def made(path: Path, day: str = "2026-11-01") -> Path:
    build([(state(newest_at=day), [affected()])], path)
    return path


def test_the_new_file_is_current_and_the_old_one_is_kept(tmp_path: Path) -> None:
    current = made(tmp_path / "knowledge.sqlite")
    reader = Knowledge.open(current)
    swap(made(tmp_path / "new", "2026-11-02"), current)
    with Knowledge.open(current) as now, Knowledge.open(previous_of(current)) as before:
        assert (now.version[:10], before.version[:10]) == ("2026-11-02", "2026-11-01")
    assert reader.sources()[0].newest_at == "2026-11-01"
    assert {one.name for one in tmp_path.iterdir()} == {"knowledge.sqlite", "knowledge.previous.sqlite"}


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    swap(made(tmp_path / "new"), tmp_path / "k")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["cut", "text", "none", "other"])
def test_what_is_no_whole_knowledge_file_never_becomes_current(tmp_path: Path, damage: str) -> None:
    current, new = made(tmp_path / "k"), made(tmp_path / "new")
    before = current.read_bytes()
    if damage == "cut":
        new.write_bytes(new.read_bytes()[:-9000])
    elif damage == "text":
        new.write_text("knowledge")
    else:
        new.unlink()
    if damage == "other":
        with sqlite3.connect(new) as other:
            other.execute("CREATE TABLE about (key, value)")
        other.close()
    with pytest.raises(KnowledgeError):
        swap(new, current)
    assert current.read_bytes() == before


def test_a_file_of_another_format_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "k")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(KnowledgeError, match="of format 99"):
        checked(path)


def test_a_file_that_is_used_cannot_be_changed(tmp_path: Path) -> None:
    with (
        Knowledge.open(made(tmp_path / "k")) as known,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        known.reader._db.execute("DELETE FROM statement")
