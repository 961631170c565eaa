"""Two hundred scheduled scans of a few machines of the lab: the agent stays as small as it was, the database grows
only as far as retention lets it, and nothing is left lying about.

Agent, schedule, database, workers, sensors, reports and machines are the real ones. The clock is shortened:
an hour is a second, and a day of retention a minute. Which questions there are is read once, not for each scan.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from scanner.store import Store
from tests.lab import factory
from tests.promises import lab_audit
from tests.promises.agents import FAST, agent, configured, everybody, is_whole, published, said
from tests.promises.runs import store, vaglio, wait_for
from tests.promises.short_clock import SENSOR, SHORT_DAY, TIDY_SECONDS

MACHINES = ("press-plc", "line-plc", "packer-plc", "cnc-telnet")
SCANS = 200
WARM = 20
LONGEST = 1200
"""Seconds after which the machine is too busy for this test."""
AT_REST = 60
"""Seconds in which every worker ends once nothing may begin."""
KEPT = 2
GROWTH = 3.0
"""Megabytes that the agent may grow by over all scans."""

pytestmark = [pytest.mark.soak, pytest.mark.lab, pytest.mark.xdist_group("lab")]


@dataclass(frozen=True)
class Measured:
    """An agent at rest: megabytes in memory, open files, threads; its database's bytes and the scans that it keeps."""

    memory: float
    files: int
    threads: int
    database: int
    kept: int

    @property
    def for_a_scan(self) -> float:
        """Bytes of the database for each scan in it."""
        return self.database / self.kept

    def __str__(self) -> str:
        size = f"database {self.database // 1024} kB of {self.kept} scans"
        return f"{self.memory:.1f} MB, {self.files} files, {self.threads} threads, {size}"


def _measured(pid: int, home: Path, scans: int) -> Measured:
    """How the agent is after so many scans while nothing runs: it is paused for as long."""
    assert wait_for(lambda: len(published(home)) >= scans, LONGEST)
    assert vaglio(home, "pause").code == 0
    assert wait_for(lambda: not everybody(pid), AT_REST), "a worker does not end"
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    files, threads = _fewest(pid, "fd"), _fewest(pid, "task")
    with closing(sqlite3.connect(home / "vaglio.db")) as file:
        # Not the file's size: what is new may still be in the log beside it.
        size = file.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        (kept,) = file.execute("SELECT count(*) FROM scans").fetchone()
    found = Measured(resident, files, threads, size[0], kept)
    assert vaglio(home, "resume").code == 0
    return found


def _fewest(pid: int, of: str) -> int:
    """How many there are when the agent has let go of its last worker, which its next round does."""
    found = []
    for _ in range(10):
        found.append(len(list(Path(f"/proc/{pid}/{of}").iterdir())))
        time.sleep(0.1)
    return min(found)


def _sensor(home: Path) -> dict[str, str]:
    """The real sensor, but for its list of questions, which is always the same."""
    asked = (sys.executable, "-P", "-m", "scanner.sensor.roster")
    (home / "questions").write_bytes(subprocess.run(asked, capture_output=True, check=True).stdout)
    script = home / "sensor"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in\n*scanner.sensor.roster*) exec cat {home}/questions ;;\nesac\n'
        f'exec {sys.executable} "$@"\n'
    )
    script.chmod(0o700)
    (home / "tmp").mkdir()
    return {SENSOR: str(script), "TMPDIR": str(home / "tmp")}


@pytest.fixture
def networks(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A segment for each machine."""
    if "soak" not in str(request.config.option.markexpr):
        pytest.skip("takes minutes: run it with -m soak")
    if reason := lab_audit.why_not() or factory.why_not(MACHINES):
        pytest.skip(reason)
    was_up = factory.is_up(MACHINES)
    factory.up(MACHINES)
    yield {name: f"{factory.device(name).address}/32" for name in MACHINES}
    if not was_up:
        factory.down()


def test_two_hundred_scans_leave_the_agent_as_it_was(
    networks: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = f"[agent]\nat_once = {max(2, os.cpu_count() or 1)}\n[retention]\ndays = 1\nkeep = {KEPT}"
    configured(tmp_path, networks, every="1s", top=top, pace=FAST)
    begun, inside = time.monotonic(), factory.inside(factory.SCANNER)
    with agent(tmp_path, _sensor(tmp_path), inside) as process:
        found = []
        for scans in (WARM, SCANS // 2, SCANS):
            found.append(_measured(process.pid, tmp_path, scans))
        took = time.monotonic() - begun
        process.terminate()
        assert process.wait(20) == 0
        assert everybody(process.pid) == []
    first, half, last = found
    with capsys.disabled():
        sys.stdout.write(f"\n{len(published(tmp_path))} scans in {took:.0f} s")
        sys.stdout.writelines(
            f"\nafter {n}: {one}" for n, one in zip((WARM, SCANS // 2, SCANS), found, strict=True)
        )
        sys.stdout.write("\n")
    assert [one for one in said(tmp_path, "ended") if one["outcome"] == "failed"] == []
    assert {one["segment"] for one in published(tmp_path)} == set(networks)
    assert all(one["complete"] for one in published(tmp_path))
    assert last.memory - first.memory <= GROWTH
    assert (last.files, last.threads) == (first.files, first.threads)
    assert max(half.for_a_scan, last.for_a_scan) <= first.for_a_scan * 1.5, (
        "what went has left its room behind"
    )
    _has_only_what_retention_keeps(tmp_path)


def _has_only_what_retention_keeps(home: Path) -> None:
    """Scans, ledgers and reports of the last days, which are minutes here, and no file of any other kind."""
    assert is_whole(home)
    with Store.open(store(home)) as opened:
        rows = opened.scans(10_000)
    left, late = (
        {row.id for row in rows},
        rows[0].started - SHORT_DAY - timedelta(seconds=TIDY_SECONDS + AT_REST),
    )
    for name in MACHINES:
        of_it = [row for row in rows if row.segment == name]
        assert all(row.started > late for row in of_it[KEPT:]), "old scans are still there"
    assert len(left) < len(published(home))
    assert {file.stem for file in (home / "ledgers").iterdir()} <= left
    assert {folder.name for folder in (home / "reports").iterdir()} <= left
    assert list((home / "tmp").iterdir()) == []
    known = {"config.toml", "feeds", "ledgers", "log", "questions", "reports", "sensor", "tmp", "vaglio.db"}
    # scapy makes its folders in the home of whoever runs it, once.
    assert {file.name for file in home.iterdir()} <= known | {
        "vaglio.db-wal",
        "vaglio.db-shm",
        ".cache",
        ".config",
    }
    assert len(list(home.rglob(".c*/**/*"))) < 10
