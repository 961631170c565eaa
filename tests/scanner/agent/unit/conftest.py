"""A system in a folder: programs are only written down, and the service's user is whoever runs the tests."""

import os
import pwd
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from scanner.agent.unit import programs


@dataclass
class Told:
    """What was done to the system instead of being done: programs with their words, and new owners."""

    ran: list[str] = field(default_factory=list)
    owners: dict[Path, tuple[int, int]] = field(default_factory=dict)
    user: bool = True
    code: int = 0

    def run(self, name: str, *words: str) -> programs.Ran:
        self.ran.append(" ".join((name, *words)))
        return programs.Ran(self.code, "it said no" if self.code else "")

    def chown(self, path: Path, user: int, group: int, *, follow_symlinks: bool = True) -> None:
        self.owners[path] = (user, group)

    def named(self, name: str) -> SimpleNamespace:
        if not self.user:
            raise KeyError(name)
        return SimpleNamespace(pw_uid=os.getuid() + 7, pw_gid=os.getgid() + 7)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    found = Told()
    monkeypatch.setattr(programs, "run", found.run)
    monkeypatch.setattr(os, "chown", found.chown)
    monkeypatch.setattr(pwd, "getpwnam", found.named)
    return found
