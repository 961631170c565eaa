"""A screen is asked once a day: by two audits, by one that was killed, and by a person who asks again."""

import json
import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.promises.runs import audit_of, start, vaglio, wait_for

HERE = "127.0.42.1"
AUDIT = audit_of(HERE)


class _Screen(socketserver.StreamRequestHandler):
    """A VNC server without a password (RFC 6143, section 7.1), which keeps count of its callers."""

    timeout = 10
    callers: list[bool] = []  # one for each; whether it said its version  # noqa: RUF012
    hangs = threading.Event()

    def handle(self) -> None:
        self.callers.append(False)
        self.wfile.write(b"RFB 003.008\n")
        if self.rfile.read(12).startswith(b"RFB"):
            self.callers[-1] = True
        if self.hangs.is_set():
            self.rfile.read(1)
        self.wfile.write(b"\x01\x01")


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def callers() -> Iterator[list[bool]]:
    """Whoever called at the screen."""
    _Screen.callers.clear()
    _Screen.hangs.clear()
    with _Threads((HERE, 5900), _Screen) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield _Screen.callers
        finally:
            server.shutdown()


def _report(home: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((home / "out" / "report.json").read_text())
    return report


def _gap(report: dict[str, Any]) -> dict[str, Any]:
    (found,) = [one for one in report["findings"] if one["check"] == "vnc-without-password"]
    return dict(found)


def test_a_second_audit_and_a_person_who_asks_again_do_not_call_at_the_screen(
    tmp_path: Path, callers: list[bool]
) -> None:
    first = vaglio(tmp_path, *AUDIT)
    assert first.code == 0, first.err
    before = _gap(_report(tmp_path))
    assert before["outcome"] == "not_met"
    again = vaglio(tmp_path, *AUDIT)
    assert again.code == 0, again.err
    after = _report(tmp_path)
    assert callers == [True]
    assert (_gap(after)["outcome"], _gap(after)["key"]) == ("not_met", before["key"])
    assert _gap(after)["at"] < after["scan"]["started"]
    assert any("once a day at most" in note for note in after["scan"]["notes"])
    asked = vaglio(tmp_path, "recheck", before["key"], "--quiet")
    assert asked.code == 3
    assert "ask again after" in asked.out
    assert callers == [True]


def test_a_killed_audit_counts(tmp_path: Path, callers: list[bool]) -> None:
    _Screen.hangs.set()
    process = start(tmp_path, *AUDIT)
    try:
        assert wait_for(lambda: callers == [True] or process.poll() is not None, 300)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=300)
    _Screen.hangs.clear()
    again = vaglio(tmp_path, *AUDIT)
    assert again.code == 0, again.err
    assert callers == [True]
    found = _gap(_report(tmp_path))
    assert found["outcome"] == "unknown"
    assert "may be asked once a day" in found["why"]
