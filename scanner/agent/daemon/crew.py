"""The workers under way: begun, asked to stop, and heard out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.agent.daemon.run import Run
from scanner.agent.daemon.said import STOPS
from scanner.agent.daemon.task import Result, Task

JUDGING = "(judging again)"
SENDING = "(delivering)"
TIDYING = "(tidying up)"
"""Names of what is no segment; a segment's name has no such brackets to itself."""

PATIENCE = 60.0
"""Seconds that a worker gets to end between two questions before it is ended; more than any question takes."""


def name_of(task: Task) -> str:
    """What a worker is called here: its segment, or what it does besides."""
    return {"judge": JUDGING, "send": SENDING, "tidy": TIDYING}.get(task.kind, task.segment)


@dataclass
class Crew:
    """All workers, by the name of what they do; one at most for each."""

    runs: dict[str, Run] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    @property
    def segments(self) -> dict[str, Run]:
        """Those that examine a segment."""
        return {name: run for name, run in self.runs.items() if run.task.kind == "examine"}

    def begin(self, task: Task) -> Run:
        """Starts a worker. Raises OSError."""
        run = Run(task)
        run.begin()
        self.runs[name_of(task)] = run
        return run

    def leave(self, name: str, why: str) -> bool:
        """Asks one to stop between two questions; False when it was asked before. Ends it when it hangs."""
        run, moment = self.runs[name], time.monotonic()
        if name in self._asked:
            if moment - self._asked[name] > PATIENCE:
                run.kill()
            return False
        self._asked[name] = moment
        run.leave(why)
        return True

    def ended(self) -> Iterator[tuple[Run, Result]]:
        """Those that have ended since; each is told once."""
        for name, run in list(self.runs.items()):
            result = run.result()
            if result:
                del self.runs[name]
                self._asked.pop(name, None)
                yield run, result

    def dismiss(self, seconds: float) -> None:
        """Has all of them finish the question in flight; whoever takes longer than that is ended."""
        until = time.monotonic() + seconds
        for run in self.runs.values():
            run.leave(STOPS)
        for run in self.runs.values():
            if not run.wait(max(0.0, until - time.monotonic())):
                run.kill()
                run.wait(1.0)
