"""Help: complete, quick, and exit codes are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli import COMMANDS, vaglio
from tests.scanner.cli.running import Home

VAGLIO = Path(sys.executable).parent / "vaglio"
BELOW = ["scans list", "scans resume", "scans discard", "checks list", "checks show", "config check",
         "config init", "config show"]  # fmt: skip


@pytest.mark.parametrize("words", ["", *COMMANDS, *BELOW])
def test_every_command_explains_itself(home: Home, words: str) -> None:
    for flag in ("--help", "-h"):
        ran = home(*words.split(), flag)
        assert (ran.code, ran.err) == (0, "")
        assert "Usage: " in ran.out
        assert "Options:" in ran.out


def test_the_list_of_commands_says_the_same_as_the_commands(home: Home) -> None:
    import click

    context = click.Context(vaglio)
    for name, (_, _, text) in COMMANDS.items():
        command = vaglio.get_command(context, name)
        assert command is not None, name
        assert text.split(";")[0].rstrip(".") in home("--help").out


def test_the_exit_codes_are_told(home: Home) -> None:
    out = home("--help").out
    for line in (
        "0  done",
        "1  findings at or above --fail-on",
        "2  bad input",
        "3  the audit is incomplete",
    ):
        assert line in out


def test_help_and_version_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom scanner.cli import vaglio\nvaglio(sys.argv[1:], standalone_mode=False)\n"
        "print([name for name in ('pydantic', 'rich', 'sqlalchemy', 'scapy', 'jinja2') if name in sys.modules])"
    )
    for flag in ("--help", "--version"):
        done = subprocess.run([sys.executable, "-c", code, flag], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def test_the_installed_program_tells_its_version() -> None:
    done = subprocess.run([VAGLIO, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("vaglio ")


@pytest.mark.parametrize(
    ("typed", "words"), [("audt", "Did you mean 'audit'?"), ("zzz", "There are: audit, plan, scans")]
)
def test_an_unknown_command_is_told_with_the_nearest(home: Home, typed: str, words: str) -> None:
    ran = home(typed)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "Traceback" not in ran.err
