"""One audit of the whole lab, captured on the wire, shared by the tests that look at it."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.model import Audit
from scanner.store import Store
from tests.lab import factory
from tests.promises.runs import VAGLIO, environment, store

ROOT = Path(__file__).resolve().parents[2]
SCANNER = "vgl-scanner"
CONFIG = ROOT / "tests" / "lab" / "vaglio.toml"


@dataclass(frozen=True)
class LabAudit:
    """`report` is report.json; `ledger` are the touches; `capture` is what left and came on the wire."""

    code: int
    home: Path
    report: dict[str, Any]
    ledger: list[dict[str, Any]]
    capture: Path
    fragile: dict[str, list[dict[str, Any]]]

    def asset(self, address: str) -> dict[str, Any]:
        return next(one for one in self.report["assets"] if address in one["addresses"])

    def gaps(self, address: str) -> set[str]:
        """The checks that an asset fails."""
        return self._gaps(self.asset(address)["id"])

    def gaps_of_the_segment(self) -> set[str]:
        """The checks that the segment as a whole fails."""
        return self._gaps(None)

    def _gaps(self, asset: str | None) -> set[str]:
        found = (one for one in self.report["findings"] if one["asset"] == asset)
        return {one["check"] for one in found if one["outcome"] == "not_met"}

    @property
    def day(self) -> date:
        """The day of the audit, on which the ends of support depend."""
        return datetime.fromisoformat(self.report["findings"][0]["at"]).date()

    def stored(self) -> Audit:
        """The audit as it lies in the store, for reports in other languages and formats."""
        with Store.open(store(self.home)) as opened:
            row = opened.latest()
            audit = opened.audit_of(row.id) if row else None
        assert audit is not None
        return audit

    def touches(self) -> Counter[tuple[str, str]]:
        """Touches by address and kind, as the ledger has them."""
        return Counter((one["asset"], one["kind"]) for one in self.ledger)


def why_not() -> str:
    """Why the lab can't be used here; empty when it can."""
    if os.geteuid() != 0:
        return "the lab needs root"
    missing = [name for name in ("ip", "tcpdump", "tshark", "nmap") if not shutil.which(name)]
    return f"not installed: {', '.join(missing)}" if missing else factory.why_not() or ""


def run(home: Path, config: Path = CONFIG, segment: str = "lab") -> LabAudit:
    """Audits the segment lab of a configuration from the scanner's place, with tcpdump beside it."""
    capture = home / "lab.pcap"
    dump = [
        "ip",
        "netns",
        "exec",
        SCANNER,
        "tcpdump",
        "-i",
        "eth0",
        "-U",
        "-s",
        "0",
        "-B",
        "8192",
        "-w",
        str(capture),
    ]
    recorder = subprocess.Popen(dump, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_file(capture)
        audit = _audit(home, config, segment)
        time.sleep(3)  # the last frames on their way into the file
    finally:
        recorder.send_signal(signal.SIGINT)
        recorder.wait(timeout=60)
    report = json.loads((home / "out" / "report.json").read_text())
    return LabAudit(audit, home, report, _ledger(home), capture, _diary())


def _audit(home: Path, config: Path, segment: str) -> int:
    command = [VAGLIO, "audit", segment, "--config", config, "--yes", "--quiet",
               "--output", home / "out", "--store", store(home), "--lang", "en"]  # fmt: skip
    done = subprocess.run(
        ["ip", "netns", "exec", SCANNER, *map(str, command)], env=environment(home), check=False,
        capture_output=True, text=True, timeout=1200,
    )  # fmt: skip
    (home / "output.txt").write_text(done.stdout + done.stderr)
    return done.returncode


def _ledger(home: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [VAGLIO, "ledger", "--json"], env=environment(home), check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _diary() -> dict[str, list[dict[str, Any]]]:
    """What the fragile controller wrote down, where it is up."""
    return factory.fragile_record() if factory.is_up(("fragile-plc",)) else {}


def _wait_for_file(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists() or path.stat().st_size == 0:
        if time.monotonic() > deadline:
            pytest.fail("tcpdump did not start")
        time.sleep(0.1)
    time.sleep(0.5)


def frames(capture: Path, display_filter: str, *fields: str) -> list[list[str]]:
    """The named fields of the frames that tshark's filter picks, a row a frame."""
    command = ["tshark", "-n", "-r", str(capture), "-Y", display_filter, "-T", "fields"]
    command += [part for field in fields for part in ("-e", field)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return [line.split("\t") for line in done.stdout.splitlines()]
