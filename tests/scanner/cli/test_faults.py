"""Errors of input are one sentence and exit code 2; everything else stays what it is."""

import contextlib
import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scanner.cli.faults import SENTENCES, InputError, told
from tests.promises.runs import wait_for

HOMES = {
    "ConfigError": "scanner.config", "StoreError": "scanner.store", "PackError": "scanner.packs",
    "CatalogueError": "scanner.requirements", "DeliveryError": "scanner.agent.report_files",
    "SensorError": "scanner.agent.sensor_process", "ReportError": "reports.format",
    "RulesError": "scanner.agent.rules", "InputError": "scanner.cli.faults",
    "FeedError": "scanner.knowledge.feeds.faults", "FetchError": "scanner.knowledge.feeds.faults",
    "UnreadableError": "scanner.knowledge.feeds.faults", "BundleError": "scanner.knowledge.faults",
    "EngagementError": "scanner.agent.engagements", "UnitError": "scanner.agent.unit.render",
}  # fmt: skip


def _code(error: BaseException) -> object:
    with pytest.raises(SystemExit) as end, told():
        raise error
    return end.value.code


def test_every_error_that_is_told_in_one_sentence_exists() -> None:
    assert HOMES.keys() == SENTENCES
    for name, module in HOMES.items():
        assert issubclass(getattr(importlib.import_module(module), name), Exception)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("there is no scan", "There is no scan."),
        ("Is it there?", "Is it there?"),
        ("evil \x1b[31m\u202e", "Evil ⟨U+001B⟩[31m⟨U+202E⟩."),
    ],
)
def test_a_sentence_begins_and_ends_like_one(
    said: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _code(InputError(said)) == 2
    assert capsys.readouterr().err == shown + "\n"


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), told():
        raise ZeroDivisionError


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_is_no_finding(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert _code(error) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_ctrl_c_in_the_real_program_has_its_own_exit_code(tmp_path: Path) -> None:
    # A pipe in place of a file: reading the configuration waits until somebody writes to it.
    os.mkfifo(tmp_path / "slow.toml")
    command = [
        Path(sys.executable).parent / "vaglio",
        "plan",
        "127.0.0.1",
        "--config",
        tmp_path / "slow.toml",
    ]
    process = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True)
    writer: list[int] = []
    try:
        assert wait_for(lambda: bool(_reads(tmp_path / "slow.toml", writer)), 60)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        for end in writer:
            os.close(end)
        process.kill()
    assert (process.returncode, err.strip()) == (130, "Stopped.")


def _reads(pipe: Path, writer: list[int]) -> list[int]:
    """Our own end of the pipe, once somebody has opened the other one: before, it can't be opened (fifo(7))."""
    with contextlib.suppress(OSError):
        writer.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    return writer
