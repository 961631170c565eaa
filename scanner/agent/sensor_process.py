"""Starts a sensor, gives it an order, and hears what it says."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from pydantic import ValidationError

from scanner.doors import Pass, opened
from scanner.model import Done, Message, Note, ScanOrder, message_from_json

LINE_LIMIT = 1_000_000
"""Characters of one message; a sensor that says more in one line is not one of ours."""

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "PYTHONPATH", "COVERAGE_PROCESS_START")


class SensorError(RuntimeError):
    """The sensor could not be started; the message is one sentence."""


@dataclass
class Sensor:
    """A running sensor. Use it as a context: at its end the process is gone."""

    order: ScanOrder
    _errors: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    ended: Done | None = None

    def __enter__(self) -> "Sensor":
        # -P: a folder called `checks` where we are started must not be imported in place of ours.
        command = [sys.executable, "-P", "-m", "scanner.sensor.serve"]
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        try:
            with opened(Pass(program=sys.executable)):
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                    text=True, encoding="utf-8", env=environment,
                )  # fmt: skip
        except OSError as error:
            raise SensorError(f"the sensor can't be started ({error.strerror})") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream:
                stream.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def messages(self) -> Iterator[Message]:
        """All that the sensor says, to its end. A sensor that dies leaves `ended` empty."""
        assert self._process.stdin is not None
        try:
            # The input stays open: as long as it does, somebody wants the answers.
            self._process.stdin.write(self.order.model_dump_json() + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return
        yield from self.messages_left()

    def messages_left(self) -> Iterator[Message]:
        """The rest of what it says, after a loop over `messages` was left."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(LINE_LIMIT):
            yield self._read(line)

    def _read(self, line: str) -> Message:
        try:
            message = message_from_json(line)
        except ValidationError:
            return Note(level="error", text="The sensor said something that is not a message.")
        if isinstance(message, Done):
            self.ended = message
        return message

    def stop(self) -> None:
        """Asks the sensor to finish the question in flight and end."""
        if self._process.poll() is None:
            self._process.terminate()

    def last_words(self) -> str:
        """What a sensor that died wrote to its error output: the last line, or how it ended."""
        self._process.wait(timeout=10)
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with code {self._process.returncode}"
