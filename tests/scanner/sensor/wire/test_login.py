"""The process of a login: how long it is waited for."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanner.login.job import Job, Reply
from scanner.model import Answer, Zone
from scanner.sensor.wire import login
from tests.scanner.login.hosts import HERE, Host, login_at, secret_file
from tests.scanner.sensor import servers
from tests.scanner.sensor.orders import FakeClock, brisk_order, guard_of

SECONDS = 4
LATE = Reply(answer=Answer.SILENT, reason="the login took too long")


class Hurrying(FakeClock):
    """Two seconds pass each time that somebody looks; `comes` happens when `after` are over."""

    after = 0.0
    replies = -1

    def monotonic(self) -> float:
        self.now += 2
        if self.replies >= 0 and self.now >= self.after:
            os.write(self.replies, LATE.model_dump_json().encode())
            os.close(self.replies)
            self.replies = -1
        return self.now


def _reply(monkeypatch: pytest.MonkeyPatch, folder: Path, after: float) -> Reply:
    """What is made of a process that says its reply so many seconds after it was begun."""
    clock = Hurrying()

    @contextmanager
    def process(_: Job, __: socket.socket) -> Iterator[object]:
        said, clock.replies = os.pipe()
        clock.after = clock.now + after
        with os.fdopen(said, "rb") as reader:
            yield reader
        if clock.replies >= 0:
            os.close(clock.replies)

    monkeypatch.setattr(login, "_process", process)
    with servers.serving(servers.silent) as server:
        host = Host(port=server.port, fingerprint="SHA256:" + "A" * 43)
        job = Job(address=HERE, login=login_at(host, secret_file(folder)), seconds=SECONDS)
        return login.log_in(guard_of(brisk_order(zone=Zone.IT), clock=clock), job, "ssh-login")


@pytest.mark.parametrize("starting", [1, 20])
def test_a_process_that_takes_long_to_start_has_its_own_time_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, starting: int
) -> None:
    assert _reply(monkeypatch, tmp_path, starting + SECONDS) == LATE


def test_a_process_that_never_says_anything_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _reply(monkeypatch, tmp_path, 10_000).reason == "the login ended without a result"
