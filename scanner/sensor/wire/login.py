"""Carries one login: starts the login process, and passes its bytes on to the one connection that was permitted.

The process reaches no network of its own. What it sends leaves here, in pieces that the segment's budget has room
for; what comes is read as slowly as any other answer. Its secret never comes into this process.
"""

import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Any

from pydantic import ValidationError

from scanner.doors import Pass, opened
from scanner.login.job import MOST_REPLY, Job, Reply
from scanner.model import Answer, SecretPlace
from scanner.plugin import Closed, Garbled, Refused, Silence
from scanner.sensor.guard.guard import Ask, Guard
from scanner.sensor.wire.sweep import connect
from scanner.sensor.wire.tcp import Connection

MOST_BYTES = 4_000_000
"""Bytes that a login may read, all commands together."""

LOGIN_FRAMES = 4
"""The identification, the key exchange and their acknowledgements; what follows is booked as it leaves."""

PIECE = 1_400
"""Bytes that leave in one frame (the smallest usual segment of Ethernet)."""

START_SECONDS = 30
"""What the process gets to load its libraries in, which a busy machine takes its time for; its own time begins then."""

LAST_SECONDS = 5
"""What the process gets beyond its own time before it is ended."""

PASSED_ON = ("PATH", "PYTHONPATH", "COVERAGE_PROCESS_START", "TZ")


@dataclass
class _Carrier:
    """Both ends of one login: the asset's connection, the process's socket, and what the process has said."""

    guard: Guard
    connection: Connection
    inner: socket.socket
    said: IO[bytes]
    reply: bytearray = field(default_factory=bytearray)
    over: bool = False  # the asset or the process has ended the conversation

    def run(self, until: float) -> None:
        """Carries until the process has said its reply, or until `until` (monotonic seconds)."""
        while self.guard.clock.monotonic() < until and not self.guard.stopped:
            wanted: list[Any] = [self.said] if self.over else [self.said, self.inner, self.connection.sock]
            ready, _, _ = select.select(wanted, [], [], 0.2)
            if self.said in ready and not self._hear():
                return
            if self.inner in ready and not self.over:
                self._out()
            if self.connection.sock in ready and not self.over:
                self._in(until)

    def _hear(self) -> bool:
        came = os.read(self.said.fileno(), 65_536)
        self.reply += came
        return bool(came) and len(self.reply) <= 2 * MOST_REPLY

    def _out(self) -> None:
        """One piece at a time, each with its permit."""
        with suppress(OSError):
            if piece := self.inner.recv(PIECE):
                ask = Ask(address=self.connection.address, kind="farewell", what="frames of the login",
                          why=self.connection.why, frames=2, service=self.connection.service)  # fmt: skip
                with self._ends_quietly():
                    self.connection.send(piece, ask)
                return
        self._end()

    def _in(self, until: float) -> None:
        with self._ends_quietly():
            came = self.connection.chunk(until)
            self.inner.settimeout(LAST_SECONDS)
            self.inner.sendall(came)

    @contextmanager
    def _ends_quietly(self) -> Iterator[None]:
        """The process feels an end of the connection, and says itself what it makes of it."""
        try:
            yield
        except (Closed, Silence, Garbled, OSError):
            self._end()

    def _end(self) -> None:
        self.over = True
        with suppress(OSError):
            self.inner.shutdown(socket.SHUT_RDWR)


def log_in(guard: Guard, job: Job, why: str) -> Reply:
    """One login at the asset of `job`. Raises Refused, Closed and Silence when it did not come to one."""
    what = f"login as {job.login.user} over {job.login.over}, read-only commands"
    connection = connect(guard, job.address, job.login.port, why)
    connection.most = MOST_BYTES
    try:
        ask = Ask(address=job.address, kind="login", what=what, why=why, frames=LOGIN_FRAMES,
                  service=connection.service)  # fmt: skip
        guard.permit(ask).spend(job.address, job.login.port)
        connection.booked += LOGIN_FRAMES
        return _carried(guard, job, connection)
    finally:
        connection.close()


def _carried(guard: Guard, job: Job, connection: Connection) -> Reply:
    ours, theirs = socket.socketpair()
    with ours, theirs, _process(job, theirs) as said:
        theirs.close()
        carrier = _Carrier(guard, connection, ours, said)
        carrier.run(guard.clock.monotonic() + START_SECONDS + job.seconds + LAST_SECONDS)
    if guard.stopped:
        raise Refused(guard.why_stopped)
    return _understood(bytes(carrier.reply))


def _understood(said: bytes) -> Reply:
    try:
        return Reply.model_validate_json(said)
    except ValidationError:
        return Reply(answer=Answer.SILENT, reason="the login ended without a result")


@contextmanager
def _process(job: Job, line: socket.socket) -> Iterator[IO[bytes]]:
    """The login process with its job; at the end it is gone."""
    command = [sys.executable, "-P", "-m", "scanner.login.serve", str(line.fileno())]
    with opened(Pass(program=sys.executable)):
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(job.login.secret), pass_fds=(line.fileno(),),
        )  # fmt: skip
    assert child.stdin is not None and child.stdout is not None  # noqa: PT018
    try:
        with suppress(BrokenPipeError), child.stdin:
            child.stdin.write(job.model_dump_json().encode() + b"\n")
        yield child.stdout
    finally:
        child.stdout.close()
        child.kill()
        child.wait()


def environment(secret: SecretPlace) -> dict[str, str]:
    """What the login process may know of this one's variables: hardly anything, and its own secret's place."""
    wanted = (*PASSED_ON, *variables(secret))
    here = {name: os.environ[name] for name in wanted if name in os.environ}
    # No home: nobody's keys, known hosts, netrc or proxies are to be found by a library.
    return here | {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}


def variables(secret: SecretPlace) -> tuple[str, ...]:
    """The variables that a secret needs."""
    from scanner.secret import STORE

    return {"environment": (secret.name,), "credential": (STORE,)}.get(secret.kind, ())
