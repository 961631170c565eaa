"""Records what a namespace's interface sends and receives while a tool works."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.frames import Frame, read, sent_by
from tests.lab.factory import inside

INTERFACE = "eth0"
HEAD_BYTES = 96
START_SECONDS = 10.0
SETTLE_SECONDS = 1.5
"""How long the capture goes on after the tool's end: a farewell may still be on its way."""

SLACK = 3
"""Frames by which the capture and the interface's own counter may differ: they are read one after the other."""


class CannotRunError(Exception):
    """The benchmark can't run here; the text is for the person who started it."""


@dataclass
class Captured:
    """What was sent while the capture ran; filled when it ends."""

    sent: list[Frame] = field(default_factory=list)

    @property
    def times(self) -> list[float]:
        return [one.at for one in self.sent]


@contextmanager
def capturing(namespace: str) -> Iterator[Captured]:
    """Captures on the namespace's interface until the block ends. Forgets its neighbours first.

    Both tools begin without knowing a MAC address, so that both pay for asking.
    Raises CannotRunError when the capture does not start, or when the kernel dropped frames.
    """
    subprocess.run(["ip", "-n", namespace, "neigh", "flush", "all"], check=True, timeout=20)
    captured = Captured()
    with tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder:
        path, log = Path(folder) / "frames.pcap", Path(folder) / "log"
        with log.open("wb") as errors:
            tcpdump = subprocess.Popen(_command(namespace, path), stderr=errors, stdout=errors)
        try:
            _wait_until_it_listens(tcpdump, log)
            before = int(_about(namespace, "statistics/tx_packets"))
            yield captured
            time.sleep(SETTLE_SECONDS)
            counted = int(_about(namespace, "statistics/tx_packets")) - before
        finally:
            _end(tcpdump)
        _refuse_losses(log.read_text())
        captured.sent = sent_by(read(path), _about(namespace, "address"))
        _refuse_gaps(len(captured.sent), counted)


def _command(namespace: str, path: Path) -> list[str]:
    # -Z root: tcpdump would otherwise give up its rights, and with them the folder.
    # --immediate-mode: else the frames of the last second are lost when it ends.
    big = ["--immediate-mode", "-B", "16384", "-s", str(HEAD_BYTES), "-n", "-Z", "root"]
    return inside(namespace, "tcpdump", "-i", INTERFACE, *big, "-w", str(path))


def _wait_until_it_listens(tcpdump: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while "listening on" not in log.read_text():
        if tcpdump.poll() is not None or time.monotonic() > until:
            raise CannotRunError(f"tcpdump can't capture: {log.read_text().strip()[-200:]}")
        time.sleep(0.05)


def _end(tcpdump: subprocess.Popen[bytes]) -> None:
    tcpdump.send_signal(signal.SIGINT)
    try:
        tcpdump.wait(timeout=10)
    except subprocess.TimeoutExpired:
        tcpdump.kill()
        tcpdump.wait()


def _refuse_losses(log: str) -> None:
    lost = re.search(r"(\d+) packets dropped by kernel", log)
    if lost and int(lost[1]):
        raise CannotRunError(
            f"The capture lost {lost[1]} frames, so its count is worth nothing; run it again."
        )


def _refuse_gaps(captured: int, counted: int) -> None:
    if abs(captured - counted) > SLACK:
        raise CannotRunError(
            f"The interface sent {counted} frames, the capture holds {captured}; run it again."
        )


def _about(namespace: str, what: str) -> str:
    """What the kernel says about the interface (a file under /sys/class/net)."""
    command = inside(namespace, "cat", f"/sys/class/net/{INTERFACE}/{what}")
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout.strip()


def missing() -> list[str]:
    """Programs that the measurements need and this machine has not."""
    return [name for name in ("ip", "nmap", "tcpdump") if shutil.which(name) is None]
