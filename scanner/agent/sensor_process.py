"""Starts a sensor, gives it an order, and hears what it says."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from pydantic import ValidationError

from scanner.doors import Pass, opened
from scanner.model import Done, Message, Note, ScanOrder, message_from_json
from scanner.secret import STORE

LINE_LIMIT = 1_000_000
"""Characters of one message; a sensor that says more in one line is not one of ours."""

LAST_WORDS = 4000
"""Bytes of the error output that are looked at."""

NOT_A_MESSAGE = "The sensor said something that is not a message."

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "PYTHONPATH", "COVERAGE_PROCESS_START")


class SensorError(RuntimeError):
    """The sensor could not be started; the message is one sentence."""


def _command(module: str) -> list[str]:
    # -P: a folder called `checks` where we are started must not be imported in place of ours.
    return [sys.executable, "-P", "-m", module]


def _environment(order: ScanOrder | None = None) -> dict[str, str]:
    """What a sensor may know of this process's variables: with logins, also those that hold their secrets."""
    places = [login.secret for login in order.logins] if order else []
    secrets = [one.name for one in places if one.kind == "environment"]
    stores = [STORE] if any(one.kind == "credential" for one in places) else []
    return {name: os.environ[name] for name in (*PASSED_ON, *secrets, *stores) if name in os.environ}


def run_sensor(module: str, *words: str, seconds: float) -> "subprocess.CompletedProcess[str]":
    """Runs a module of the sensor to its end. Raises OSError and subprocess.TimeoutExpired."""
    with opened(Pass(program=sys.executable)):
        return subprocess.run(  # noqa: S603 - our own interpreter and module
            [*_command(module), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            encoding="utf-8", errors="replace", env=_environment(), timeout=seconds, check=False,
        )  # fmt: skip


@dataclass
class Sensor:
    """A running sensor. Use it as a context: at its end the process is gone."""

    order: ScanOrder
    _errors: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    ended: Done | None = None
    misunderstood: int = 0
    """Lines that are no message; with one of them nobody knows whether all was heard."""

    def __enter__(self) -> "Sensor":
        try:
            with opened(Pass(program=sys.executable)):
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    _command("scanner.sensor.serve"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=self._errors, text=True, encoding="utf-8", errors="replace", env=_environment(self.order),
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
                # The order of a sensor that died before it read it still waits to be written.
                with suppress(BrokenPipeError):
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
            message = self._read(line)
            if message:
                yield message

    def _read(self, line: str) -> Message | None:
        try:
            message = message_from_json(line if self._is_whole(line) else "")
        except ValidationError:
            self.misunderstood += 1
            # Once is enough: a sensor that goes on like this must not fill the terminal.
            return Note(level="error", text=NOT_A_MESSAGE) if self.misunderstood == 1 else None
        if isinstance(message, Done):
            self.ended = message
        return message

    def _is_whole(self, line: str) -> bool:
        """Skips the rest of a line that is too long: its pieces must not pass for messages."""
        assert self._process.stdout is not None
        rest, too_long = line, False
        while len(rest) >= LINE_LIMIT and not rest.endswith("\n"):
            rest, too_long = self._process.stdout.readline(LINE_LIMIT), True
        return not too_long

    def stop(self) -> None:
        """Asks the sensor to finish the question in flight and end."""
        if self._process.poll() is None:
            self._process.terminate()

    def last_words(self) -> str:
        """What a sensor that died wrote to its error output: the last line, or how it ended."""
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return "it fell silent and did not end"
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - LAST_WORDS))
        lines = self._errors.read(LAST_WORDS).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with code {self._process.returncode}"
