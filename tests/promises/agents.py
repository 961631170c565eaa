"""The agent as a process of its own, with its workers and sensors, for tests that end them in every way."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.promises.runs import children, environment, vaglio, wait_for

CHECKOUT = Path(__file__).parents[2]
AT_LAST = 120
"""Seconds after which something hangs, on however busy a machine."""

SEGMENT = """
[[segments]]
name = "{name}"
networks = ["{network}"]
zone = "it"
listen_seconds = 0
[segments.authorisation]
who = "M. Rossi"
when = 2026-01-15
[segments.schedule]
every = "{every}"
[segments.pace]
hosts_in_flight = 1
"""
SLOW = "pause_between_connects = 0.2\n"
"""A pace at which a scan of one address takes a quarter of a minute: a command of a person comes before its end."""
FAST = """frames_per_second = 10000
connections_per_host = 8
pause_between_connects = 0
pause_between_requests = 0
answer_seconds = 0.5
acknowledge = "I accept that faster scanning can disturb machines"
"""


def configured(
    home: Path, networks: Mapping[str, str], every: str = "1d", top: str = "", pace: str = ""
) -> Path:
    """Writes a configuration with a segment for each name and network."""
    blocks = [SEGMENT.format(name=name, network=net, every=every) + pace for name, net in networks.items()]
    file = home / "config.toml"
    head = f'store = "sqlite:///{home}/vaglio.db"\n{top}\n[report]\nfolder = "{home}/reports"\nformats = ["json"]\n'
    file.write_text(f'{head}[feeds]\nfolder = "{home}/feeds"\n{"".join(blocks)}')
    return file


@contextmanager
def agent(
    home: Path, more: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> Iterator["subprocess.Popen[str]"]:
    """`vaglio agent` with a shortened clock; ended, with all that it started, when the block ends.

    `before`: a command that it is started by, in whose place it then runs.
    """
    words = (*before, sys.executable, "-m", "tests.promises.short_clock", "agent", "--config")
    with (home / "log").open("a") as log:
        process = subprocess.Popen(
            [*words, str(home / "config.toml")],
            env=environment(home, {"PYTHONPATH": str(CHECKOUT)} | dict(more or {})), cwd=home,
            stdin=subprocess.DEVNULL, stderr=log, text=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        below = everybody(process.pid)
        if process.poll() is None:
            process.kill()
        process.wait()
        for pid in below:
            end(pid)


def everybody(pid: int) -> list[int]:
    """The processes that a process started, and those that these started, nearest first."""
    own = children(pid)
    return own + [below for one in own for below in everybody(one)]


def examining(pid: int) -> tuple[int, ...]:
    """The worker that examines a segment just now, and its sensor; empty while none does.

    Other workers of the agent, which judge or tidy up, have no process of their own.
    """
    return next(((worker, sensor) for worker in children(pid) for sensor in children(worker)), ())


def end(pid: int) -> None:
    """Kills a process that the test started, if it is still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def log(home: Path) -> list[dict[str, Any]]:
    lines = (home / "log").read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]


def said(home: Path, event: str) -> list[dict[str, Any]]:
    """The log lines of one event."""
    return [line for line in log(home) if line["event"] == event]


def published(home: Path) -> list[dict[str, Any]]:
    return [line for line in said(home, "ended") if line["outcome"] == "published"]


def status(home: Path) -> dict[str, Any]:
    run = vaglio(home, "status", "--json", "--config", str(home / "config.toml"))
    assert run.code == 0, run.err
    found: dict[str, Any] = json.loads(run.out)
    return found


def touches(home: Path) -> list[dict[str, Any]]:
    """All that the ledgers say was sent; a line that was cut short by a kill is left out."""
    lines = [
        line
        for path in (home / "ledgers").glob("*.jsonl")
        for line in path.read_text().splitlines(keepends=True)
    ]
    return [json.loads(line) for line in lines if line.endswith("}\n")]


def questions(home: Path) -> Counter[tuple[Any, ...]]:
    """What was put to services, and how often; knocks that lead to a question of their own are none."""
    put = (one for one in touches(home) if one["kind"] in ("request", "datagram"))
    return Counter((one["asset"], str(one["service"]), one["why"], one["what"]) for one in put)


def is_whole(home: Path) -> bool:
    with sqlite3.connect(home / "vaglio.db") as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def under_way(process: "subprocess.Popen[str]", home: Path, after: int) -> bool:
    """Whether the scan of an agent has written `after` lines of its ledger."""
    wait_for(lambda: len(touches(home)) >= after or process.poll() is not None, AT_LAST)
    return process.poll() is None and len(touches(home)) >= after
