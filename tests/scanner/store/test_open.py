"""A database is its owner's alone, brought up to date, and refused with a sentence when it is not ours."""

import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from scanner.model import Note
from scanner.store import Store, StoreError, migrate
from scanner.store.engine import writing
from scanner.store.tables import metadata
from tests.scanner.store.things import order, touch


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_only_the_owner_can_read_the_files(file: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with Store.open(f"sqlite:///{file}") as store:
            store.begin_scan(order(), os.getpid())
            files = sorted(file.parent.iterdir())
            assert [each.name for each in files] == ["vaglio.db", "vaglio.db-shm", "vaglio.db-wal"]
            assert {mode(each) for each in files} == {0o600}
    finally:
        os.umask(before)
    assert mode(file.parent) == 0o700


def test_a_file_that_others_could_read_is_tightened(file: Path) -> None:
    Store.open(f"sqlite:///{file}").close()
    file.chmod(0o644)
    Store.open(f"sqlite:///{file}").close()
    assert mode(file) == 0o600


def test_a_folder_that_was_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Store.open(f"sqlite:///{tmp_path / 'v.db'}").close()
    assert mode(tmp_path) == 0o755


def test_the_database_waits_logs_ahead_and_keeps_its_references(store: Store) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 10_000}
    with store._engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_the_steps_make_exactly_the_tables_that_the_code_uses(store: Store, tmp_path: Path) -> None:
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    metadata.create_all(fresh)
    wanted, made = inspect(fresh), inspect(store._engine)
    assert sorted([*wanted.get_table_names(), "alembic_version"]) == sorted(made.get_table_names())
    for table in wanted.get_table_names():
        columns = [
            {(each["name"], str(each["type"]), each["nullable"]) for each in side.get_columns(table)}
            for side in (wanted, made)
        ]
        assert columns[0] == columns[1], table
        assert wanted.get_pk_constraint(table) == made.get_pk_constraint(table)
        assert wanted.get_indexes(table) == made.get_indexes(table)
        keys = [sorted(map(str, side.get_foreign_keys(table))) for side in (wanted, made)]
        assert keys[0] == keys[1], table


def test_every_step_is_known_to_the_program() -> None:
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(steps)) == migrate.REVISIONS


def test_opening_again_changes_nothing_and_copies_nothing(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        store.begin_scan(order(), os.getpid())
    before = file.read_bytes()
    with Store.open(f"sqlite:///{file}") as store:
        assert store.scan("s1") is not None
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir()] == ["vaglio.db"]


SECOND = '''
"""A later step."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "LAST", None, None

def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer))
    STOP
'''


def _with_a_second_step(monkeypatch: pytest.MonkeyPatch, folder: Path, stop: str) -> None:
    scripts = folder / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    step = SECOND.replace("LAST", migrate.REVISIONS[-1]).replace("STOP", stop)
    (scripts / "versions" / "9999_later.py").write_text(step)
    monkeypatch.setattr(migrate, "SCRIPTS", str(scripts))
    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, "9999"))


def test_an_older_database_is_copied_and_then_brought_up(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        store.begin_scan(order(), os.getpid())
        _with_a_second_step(monkeypatch, tmp_path, "pass")
        with Store.open(f"sqlite:///{file}") as newer:
            assert newer.scan("s1") is not None
    copy = file.with_name("vaglio.db.before-9999")
    assert mode(copy) == 0o600
    with sqlite3.connect(copy) as old, sqlite3.connect(file) as new:
        tables = "SELECT count(*) FROM sqlite_master WHERE name = 'later'"
        assert old.execute("SELECT id FROM scans").fetchall() == [("s1",)]
        assert old.execute(tables).fetchone() == (0,)
        assert new.execute(tables).fetchone() == (1,)


def test_a_step_that_fails_leaves_the_old_tables(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(f"sqlite:///{file}").close()
    with monkeypatch.context() as patched:
        _with_a_second_step(patched, tmp_path, "raise ZeroDivisionError")
        with pytest.raises(ZeroDivisionError):
            Store.open(f"sqlite:///{file}")
    with Store.open(f"sqlite:///{file}") as store:
        assert "later" not in inspect(store._engine).get_table_names()


def _as_the_first_version_made_it(file: Path) -> None:
    """The database of a user of the first version, with one scan in it."""
    with Store.open(f"sqlite:///{file}") as store:
        store.begin_scan(order(), os.getpid())
        store.add_messages("s1", [touch()], 0)
    with sqlite3.connect(file) as connection:
        for table in ("notes", "answers", "jobs", "agenda", "leases", "pauses", "outbox", "told"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")


def test_a_database_of_the_first_version_learns_to_keep_notes_and_loses_nothing(file: Path) -> None:
    _as_the_first_version_made_it(file)
    with Store.open(f"sqlite:///{file}") as store:
        assert len(store.touches_of("s1")) == 1
        assert (store.notes_of("s1"), store.next_line("s1")) == ((), 1)
        store.add_messages("s1", [Note(text="No echo requests.")], 1)
        assert [one.text for one in store.notes_of("s1")] == ["No echo requests."]
        store.discard("s1")
        assert store.notes_of("s1") == ()
    assert file.with_name(f"vaglio.db.before-{migrate.REVISIONS[-1]}").exists()


def test_a_newer_database_is_refused(file: Path) -> None:
    Store.open(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version of this program; update the program"):
        Store.open(f"sqlite:///{file}")


def test_a_database_of_another_program_is_left_alone(file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE scans (a)")
    with pytest.raises(StoreError, match="belongs to another program"):
        Store.open(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("scans",)]


def test_what_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"a letter, not a database" * 100)
    with pytest.raises(StoreError, match="is not a database of this program"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"a letter, not a database" * 100


def test_a_damaged_database_is_told_in_one_sentence(file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        store.begin_scan(order(), os.getpid())
        store.add_messages("s1", [touch(n) for n in range(500)], 0)
    content = bytearray(file.read_bytes())
    for page in range(8192, len(content), 4096):
        content[page : page + 64] = b"\xff" * 64
    file.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged; put a backup in its place") as told:
        Store.open(f"sqlite:///{file}").touches_of("s1")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("nonsense", "is not a database URL"),
        ("oracle9://x/y", "is of the kind oracle9"),
        ("postgresql+psycopg://u:s3cret@h/d", r"is of the kind postgresql\+psycopg; write"),
        ("sqlite:////proc/nowhere/v.db", "cannot be opened"),
    ],
)
def test_a_place_that_cannot_be_used_is_told_in_one_sentence(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        Store.open(url)
    assert str(told.value).endswith(".")


def test_a_reader_is_not_kept_waiting_by_a_writer(file: Path, store: Store) -> None:
    store.begin_scan(order(), os.getpid())
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM scans")
        assert store.scan("s1") is not None
        other.execute("ROLLBACK")


def test_a_writer_takes_its_lock_before_it_reads(file: Path, store: Store) -> None:
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    with writing(store._engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
