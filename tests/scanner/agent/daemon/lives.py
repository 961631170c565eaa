"""Lives of an agent, each ended at one step: a write to the database, to a folder, or a word to somebody outside.

What is killed cleans nothing up. So from its end on a life writes nothing any more, whatever its `finally` blocks
try, and the marks that it left in the database are those of a process that is gone. Between two steps nothing is
left behind: the moment before one is the moment after the one before it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from scanner.agent.daemon.task import Result, Task
from scanner.agent.daemon.worker import Worker

LIVES = count(1)
CHANGES = ("mkdir", "rmdir", "unlink", "replace", "symlink")
"""What makes another thing of a folder; new files are opened."""
NEVER = 0


class Killed(BaseException):
    """The end of a life; nothing in the product may catch it."""


@dataclass
class Fate:
    """Counts the steps of a life and ends it before the one whose number is `end`, or whose name holds it.

    `who` makes them: the agent, or a worker of the kind that is named. `last` is what was done before each end.
    """

    home: Path
    end: int | str = NEVER
    life: int = field(default_factory=lambda: next(LIVES))
    dead: bool = False
    who: str = "agent"
    steps: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)

    def step(self, what: str) -> None:
        """Something is about to be done that outlasts this life."""
        is_end = self.end in what if isinstance(self.end, str) else self.end == len(self.steps) + 1
        if not self.dead and is_end:
            self.dead = True
            self.last.append(self.steps[-1] if self.steps else "")
        self.lives()
        self.steps.append(f"{self.who}: {what}")

    def lives(self) -> None:
        """Raises Killed after the end."""
        if self.dead:
            raise Killed

    def reborn(self, end: int | str = NEVER) -> None:
        """Another process begins; nothing that the last one held is held any more."""
        self.life, self.end, self.dead, self.who, self.steps = next(LIVES), end, False, "agent", []

    def mark(self, _: int) -> str:
        """What the database keeps of the process that writes to it."""
        return f"boot:{self.life}"

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Has every write of this process below `home` be a step."""
        with pytest.MonkeyPatch.context() as patch, _commits(patch, self.step):
            patch.setattr("scanner.store.owner.mark", self.mark)
            for name in CHANGES:
                patch.setattr(os, name, self._counted(name, getattr(os, name)))
            patch.setattr(os, "open", self._opens(os.open))
            yield

    def _counted(self, name: str, really: Callable[..., Any]) -> Callable[..., Any]:
        def acts(path: Any, *more: Any, **named: Any) -> Any:
            is_there = os.path.lexists(path)
            if self._counts(path) and is_there == (name not in {"mkdir", "symlink"}):
                self.step(f"{name} {Path(path).name}")
            return really(path, *more, **named)

        return acts

    def _opens(self, really: Callable[..., int]) -> Callable[..., int]:
        def opens(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & os.O_CREAT and self._counts(path):
                self.step(f"open {Path(path).name}")
            return really(path, flags, *more, **named)

        return opens

    def _counts(self, path: Any) -> bool:
        """The database's own files are counted by their commits."""
        return str(path).startswith(str(self.home)) and "vaglio.db" not in str(path)


@contextmanager
def _commits(patch: pytest.MonkeyPatch, step: Callable[[str], None]) -> Iterator[None]:
    """Has each transaction that writes, of the store and of the scheduler, be a step where it is committed."""
    really: Any = SQLiteDialect_pysqlite.do_commit
    writes: dict[int, bool] = {}

    def begins(connection: Connection) -> None:
        chosen: Any = connection.get_execution_options()
        writes[id(connection.connection.dbapi_connection)] = bool(chosen.get("vaglio_writes"))

    def commits(dialect: Any, connection: Any) -> None:
        if writes.pop(id(connection.dbapi_connection), False):
            step("commit")
        really(dialect, connection)

    patch.setattr(SQLiteDialect_pysqlite, "do_commit", commits)
    event.listen(Engine, "begin", begins)
    try:
        yield
    finally:
        event.remove(Engine, "begin", begins)


@dataclass
class InProcess:
    """A worker in this very process, at its end as soon as it was begun. `alone`: its end is not the agent's."""

    fate: Fate
    alone: bool
    task: Task
    stopping: str = ""
    pid: int = 0
    ended: Result | None = None

    def begin(self) -> None:
        """Runs it."""
        self.fate.who = self.task.kind
        try:
            self.ended = Worker(self.task).run()
        except Exception as error:  # as the worker's own `main` has it
            self.ended = Result(outcome="failed", reason=str(error), again=True)
        except Killed:
            if not self.alone:
                raise
            self.fate.reborn()
            self.ended = Result(outcome="failed", reason="the worker was ended by the signal 9", again=True)
        self.fate.who = "agent"

    def leave(self, why: str) -> None:
        """It has ended."""

    def result(self) -> Result | None:
        """How it ended."""
        return self.ended
