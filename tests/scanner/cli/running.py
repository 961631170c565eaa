"""Runs commands in this process as `vaglio` does, without locking the doors of the tests."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.cli import vaglio
from scanner.cli.faults import told

CONFIG = """store = "sqlite:///{home}/vaglio.db"
{packs}
[report]
folder = "{home}/reports"
language = "en"

[[segments]]
name = "hall"
networks = ["10.0.0.0/24"]
zone = "ot"
listen_seconds = 0
exclusions = ["10.0.0.1"]
[segments.authorisation]
who = "M. Rossi"
when = 2026-01-15
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The only line of the error output of a command that could not do what was typed."""
        assert self.code == 2, self
        (line,) = self.err.splitlines()
        assert line[0] == line[0].upper()
        assert line.endswith((".", "?", "!"))
        return line


class Person(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


class Home:
    """A user's folder: no configuration but ours, a database and reports below it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.monkeypatch = path, monkeypatch
        for name in ("VAGLIO_LANGUAGE", "VAGLIO_REPORT_LANGUAGE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAGLIO_CONFIG", str(path / "none.toml"))
        monkeypatch.setenv("VAGLIO_STORE", self.store)
        monkeypatch.setenv("VAGLIO_REPORT_FOLDER", str(path / "reports"))

    @property
    def store(self) -> str:
        return f"sqlite:///{self.path}/vaglio.db"

    def configured(self, packs: str = "") -> None:
        (self.path / "none.toml").write_text(CONFIG.format(home=self.path, packs=packs))

    def __call__(self, *words: str) -> Ran:
        with _streams(self.monkeypatch) as (out, err), pytest.raises(SystemExit) as end, told():
            sys.exit(vaglio(list(words), standalone_mode=False))
        code = end.value.code
        return Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


@contextmanager
def _streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[io.StringIO, io.StringIO]]:
    if not isinstance(sys.stdin, Person):
        monkeypatch.setattr(sys, "stdin", io.StringIO())
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        yield out, err
