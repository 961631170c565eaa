"""A worker process: how it ended is known, also when it said nothing."""

import os
import sys

import pytest

from scanner.agent.daemon import run
from scanner.agent.daemon.run import Run
from scanner.agent.daemon.task import Result, Task
from scanner.config import Config

TASK = Task(kind="examine", config=Config(), segment="hall")


def _begun(monkeypatch: pytest.MonkeyPatch, code: str) -> Run:
    monkeypatch.setattr(run, "command", lambda lifeline: [sys.executable, "-c", code, str(lifeline)])
    made = Run(TASK)
    made.begin()
    return made


def test_what_a_worker_says_is_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Result(outcome="published", scan="s1", complete=True)
    one = _begun(monkeypatch, f"print({said.model_dump_json()!r})")
    assert one.wait(20)
    assert one.result() == said


def test_one_that_is_stopped_before_it_began_has_left_and_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    one = _begun(monkeypatch, "import time; time.sleep(60)")
    assert one.result() is None
    one.leave("the agent stops")
    assert one.wait(20)
    assert one.result() == Result(outcome="left", reason="the agent stops")


def test_one_that_is_killed_or_breaks_has_failed_with_how(monkeypatch: pytest.MonkeyPatch) -> None:
    killed, broken = (
        _begun(monkeypatch, "import time; time.sleep(60)"),
        _begun(monkeypatch, "raise SystemExit(7)"),
    )
    killed.kill()
    assert killed.wait(20)
    assert broken.wait(20)
    assert [one.reason for one in (killed.result(), broken.result()) if one] == [
        "the worker was ended by the signal 9", "the worker was ended with code 7",
    ]  # fmt: skip


def test_a_worker_sees_when_the_agent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names are enough
    one = _begun(monkeypatch, "import os, sys; os.read(int(sys.argv[1]), 1); sys.exit(9)")
    assert one.result() is None
    one._close()
    assert one.wait(20)
    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208
