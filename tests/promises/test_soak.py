"""Two hundred scheduled scans in a row: the agent stays as small as it was, and leaves nothing lying about.

The agent, its schedule, its database, its workers and its reports are the real ones. A small program that
makes one real connection stands in for the sensor, whose start alone would take longer than all the rest.
"""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.promises.agents import agent, configured, everybody, is_whole, published, said
from tests.promises.runs import wait_for
from tests.promises.servers import ftp
from tests.promises.short_clock import SENSOR

SCANS = 200
WARM = 20
LONGEST = 900
"""Seconds after which the machine is too busy for this test."""

STAND_IN = """#!{python}
import json, socket, sys
if "scanner.sensor.roster" in sys.argv: sys.exit()
order = json.loads(sys.stdin.readline())
address = order["networks"][0].split("/")[0]
place = {{"transport": "tcp", "port": 21}}
def say(**message): print(json.dumps(message), flush=True)
say(say="seen", address=address, how="tcp")
say(say="touch", asset=address, kind="connect", service=place, what="TCP connect", why="ftp", frames=3)
with socket.create_connection((address, 21), timeout=10) as line: banner = line.recv(200).decode()
fact = {{"kind": "ftp-greeting", "banner": banner.strip(), "auth_tls": False}}
found = {{"asset": address, "service": place, "probe": "ftp", "wanted": "ftp-greeting", "fact": fact}}
say(say="evidence", evidence=found)
say(say="done", complete=True, assets=1, touches=1, frames=3)
"""


def _resident(pid: int) -> float:
    """Megabytes in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def _at_rest(pid: int, home: Path, scans: int) -> tuple[int, int]:
    """The fewest files and threads after so many scans: while a worker runs there are more."""
    assert wait_for(lambda: len(published(home)) >= scans, LONGEST)
    found = []
    for _ in range(40):
        found.append((_files(pid), _threads(pid)))
        time.sleep(0.05)
    return min(found)


def _stand_in(home: Path) -> dict[str, str]:
    script = home / "sensor"
    script.write_text(STAND_IN.format(python=sys.executable))
    script.chmod(0o700)
    return {SENSOR: str(script)}


@pytest.mark.soak
def test_two_hundred_scans_leave_the_agent_as_it_was(
    tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    if "soak" not in str(request.config.option.markexpr):
        pytest.skip("takes minutes: run it with -m soak")
    networks = {f"s{n}": "127.0.70.1/32" for n in range(4)}
    configured(tmp_path, networks, every="1s", top=f"[agent]\nat_once = {max(2, os.cpu_count() or 1)}")
    begun = time.monotonic()
    with ftp("127.0.70.1"), agent(tmp_path, _stand_in(tmp_path)) as process:
        assert wait_for(lambda: len(published(tmp_path)) >= WARM, LONGEST)
        small, files, threads = _resident(process.pid), _files(process.pid), _threads(process.pid)
        size = (tmp_path / "vaglio.db").stat().st_size
        assert wait_for(lambda: len(published(tmp_path)) >= SCANS, LONGEST)
        took = time.monotonic() - begun
        large = _resident(process.pid)
        process.terminate()
        assert process.wait(20) == 0
        assert everybody(process.pid) == []
    ends = said(tmp_path, "ended")
    assert [one for one in ends if one["outcome"] == "failed"] == []
    assert {one["segment"] for one in published(tmp_path)} == set(networks)
    assert all(one["complete"] for one in published(tmp_path))
    assert large - small <= 3, f"{small:.1f} MB after {WARM} scans, {large:.1f} MB after {SCANS}"
    assert is_whole(tmp_path)
    grown = ((tmp_path / "vaglio.db").stat().st_size - size) / (len(published(tmp_path)) - WARM) / 1024
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(published(tmp_path))} scans in {took:.0f} s; {small:.1f} MB after {WARM}, {large:.1f} MB at the "
            f"end; {files} files, {threads} threads; {grown:.0f} kB of database a scan\n"
        )


@pytest.mark.soak
def test_files_and_threads_are_as_many_after_scans_as_before(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if "soak" not in str(request.config.option.markexpr):
        pytest.skip("takes minutes: run it with -m soak")
    configured(tmp_path, {"s0": "127.0.71.1/32"}, every="1s")
    with ftp("127.0.71.1"), agent(tmp_path, _stand_in(tmp_path)) as process:
        few = _at_rest(process.pid, tmp_path, 3)
        many = _at_rest(process.pid, tmp_path, 12)
    assert few == many
