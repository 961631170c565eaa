"""A disk that is full, and a database that may only be read: told, survived, and gone on with."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from scanner.store import Store, StoreError
from tests.promises.agents import AT_LAST, SLOW, agent, configured, published, questions, said, under_way
from tests.promises.runs import wait_for
from tests.promises.servers import office
from tests.scanner.store.things import order

SIZE = "3m"


def _can_mount() -> bool:
    tried = ("unshare", "--mount", "true")
    return os.geteuid() == 0 and subprocess.run(tried, capture_output=True, check=False).returncode == 0


def _fill(folder: Path) -> Path:
    """Fills a small disk to its last byte; deleting the file makes room again."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (65_536, 512, 1):
            try:
                while True:
                    out.write(bytes(size))
            except OSError:
                continue
    return file


@pytest.mark.skipif(not _can_mount(), reason="a small disk of its own needs root and a mount namespace")
def test_a_full_disk_costs_no_evidence_and_the_scan_goes_on_when_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    file = configured(tmp_path, {"hall": "127.0.72.1/32"}, pace=SLOW)
    file.write_text(file.read_text().replace(f"{tmp_path}/vaglio.db", f"{disk}/vaglio.db"))
    mount = f'mount -t tmpfs -o size={SIZE} tmpfs {disk} && exec "$@"'
    store = {"VAGLIO_STORE": f"sqlite:///{disk}/vaglio.db"}
    with (
        office("127.0.72.1"),
        agent(tmp_path, store, ("unshare", "--mount", "sh", "-c", mount, "-")) as process,
    ):
        # What is mounted there is seen by the agent alone, and through its eyes.
        seen = Path(f"/proc/{process.pid}/root{disk}")
        assert under_way(process, seen, 15)
        filler = _fill(seen)
        assert wait_for(lambda: bool(_ended(tmp_path)), AT_LAST)
        assert process.poll() is None
        filler.unlink()
        assert wait_for(lambda: bool(published(tmp_path)), AT_LAST)
        assert _is_whole_there(process.pid, disk)
        assert max(questions(seen).values()) == 1
    assert any("disk" in why.lower() or "space" in why.lower() for why in _troubles(tmp_path)), _troubles(
        tmp_path
    )


def _is_whole_there(pid: int, disk: Path) -> bool:
    """Looked at from where the process is: SQLite follows the link /proc/…/root by its name, out of its mounts."""
    look = (
        "import sys, pathlib; from tests.promises.agents import is_whole; "
        "sys.exit(not is_whole(pathlib.Path(sys.argv[1])))"
    )
    there = ("nsenter", "--target", str(pid), "--mount", "--root")
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*there, sys.executable, "-c", look, str(disk)],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    return done.returncode == 0


def _ended(home: Path) -> list[dict[str, Any]]:
    return [one for one in said(home, "ended") if one["kind"] == "examine"]


def _troubles(home: Path) -> list[str]:
    ends = [one["reason"] for one in said(home, "ended") if one["outcome"] == "failed"]
    return ends + [one["why"] for one in said(home, "a round failed and is tried again")]


def test_a_database_that_may_only_be_read_is_one_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/vaglio.db") as store:
        store.begin_scan(order(), os.getpid())
        event.listen(store.engine, "begin", lambda one: one.exec_driver_sql("PRAGMA query_only = 1"))
        with pytest.raises(StoreError, match=r"may only be read; run as the user that owns it\.$"):
            store.finish_scan("s1", complete=True)
    with Store.open(f"sqlite:///{tmp_path}/vaglio.db") as store:
        row = store.scan("s1")
    assert row is not None
    assert row.status == "running"
