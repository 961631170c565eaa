"""Starts workers, has them stop between two questions, and reads how they ended."""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from pydantic import ValidationError

from scanner.agent.daemon.task import Result, Task
from scanner.doors import Pass, opened

MODULE = "scanner.agent.daemon.worker"
LONGEST_RESULT = 100_000


def command(lifeline: int) -> list[str]:
    """How a worker is started. -P: a folder called `checks` where we are must not stand in for ours."""
    return [sys.executable, "-P", "-m", MODULE, str(lifeline)]


@dataclass
class Run:
    """A worker under way. `stopping` says why it was asked to leave off; empty while it was not."""

    task: Task
    stopping: str = ""
    _out: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _lifeline: int = -1

    def begin(self) -> None:
        """Starts the process. Raises OSError."""
        there, self._lifeline = os.pipe()
        try:
            with tempfile.TemporaryFile() as order, opened(Pass(program=sys.executable)):
                order.write(self.task.model_dump_json().encode() + b"\n")
                order.seek(0)
                # A session of its own: Ctrl-C at a terminal is for the agent, which then asks the worker.
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command(there), stdin=order, stdout=self._out, pass_fds=(there,), start_new_session=True,
                )  # fmt: skip
        except OSError:
            self._close()
            raise
        finally:
            os.close(there)

    @property
    def pid(self) -> int:
        return self._process.pid

    def leave(self, why: str) -> None:
        """Asks the worker to finish the question in flight and end. Asking again changes nothing."""
        if not self.stopping and self._process.poll() is None:
            self._process.terminate()
        self.stopping = self.stopping or why

    def kill(self) -> None:
        """Ends the worker and its sensor at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=seconds)
        return self._process.poll() is not None

    def result(self) -> Result | None:
        """How it ended; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        self._out.seek(0)
        said = self._out.read(LONGEST_RESULT)
        self._close()
        try:
            return Result.model_validate_json(said)
        except ValidationError:
            if self.stopping and code == -signal.SIGTERM:
                return Result(outcome="left", reason=self.stopping)  # it had not begun yet
            killed = f"the worker was ended by the signal {-code}"
            reason = killed if code < 0 else f"the worker was ended with code {code}"
            return Result(outcome="failed", reason=reason, again=True)

    def _close(self) -> None:
        self._out.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
