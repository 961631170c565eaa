"""The claim about the lab: what Vaglio and nmap with its own scripts learn about the same devices."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import counterpart, lab_table
from benchmarks.capture import CannotRunError, capturing
from benchmarks.counterpart import Ports
from benchmarks.lab_table import Look
from benchmarks.recall import Recall, by_address_of_report, recall
from benchmarks.sensor import LONGEST_SECONDS
from benchmarks.table import Claim
from scanner.packs import load_probes
from scanner.plugin import Impact, Tcp, Udp
from tests.lab import factory
from tests.lab.factory import inside

CONFIG = Path("tests/lab/vaglio.toml")

FRAGILE_SILENCE_SECONDS = 21.0
"""The fragile controller falls silent for 20 s when it is handled roughly; each tool meets it awake."""


def lab() -> Claim:
    """Vaglio first: it leaves the fragile controller as it was."""
    factory.forget_fragile_record()
    ours = _vaglio()
    time.sleep(FRAGILE_SILENCE_SECONDS)
    silences = len(factory.fragile_record()["silent"])
    segment = _segment()
    rate = int(segment["pace"]["frames_per_second"])
    left_out = [*segment["exclusions"], *(one.address for one in lab_table.SPARED)]
    result = counterpart.run(segment["networks"], left_out, ports(segment["opt_in"]), rate)
    theirs = Look(sum(result.calls), result.captured, recalls(result.texts))
    after = len(factory.fragile_record()["silent"]) - silences
    notes = (
        f"Vaglio: `vaglio audit lab --config {CONFIG}` (it listens for some seconds first).",
        *counterpart.notes(result, rate),
        *lab_table.notes(ours, theirs),
    )
    rows = lab_table.rows(ours, theirs, (silences, after))
    return Claim("lab", f"The lab: {len(factory.DEVICES)} devices (one run)", rows, notes)


def _segment() -> dict[str, Any]:
    segment: dict[str, Any] = tomllib.loads(CONFIG.read_text("utf-8"))["segments"][0]
    return segment


def _vaglio() -> Look:
    program = Path(sys.executable).parent / "vaglio"
    with (
        tempfile.TemporaryDirectory(prefix="vaglio-bench-") as folder,
        capturing(factory.SCANNER) as captured,
    ):
        to = ("--yes", "--quiet", "--output", folder, "--store", f"sqlite:///{folder}/v.db")
        began = time.monotonic()
        done = subprocess.run(
            inside(factory.SCANNER, str(program), "audit", "lab", "--config", str(CONFIG), *to),
            capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False,
        )  # fmt: skip
        seconds = time.monotonic() - began
        if done.returncode:
            raise CannotRunError(f"vaglio audit ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        report = (Path(folder) / "report.json").read_text("utf-8")
    return Look(seconds, captured, recalls(by_address_of_report(report)), touches_of_report(report))


def touches_of_report(report: str) -> Counter[str]:
    """Touches by address, as the ledger in report.json has them."""
    assets = json.loads(report)["ledger"]["assets"]
    return Counter({one["address"]: one["touches"] for one in assets})


def recalls(texts: Mapping[str, str]) -> dict[str, Recall]:
    """What of each device's identity stands in a tool's texts, by the device's name."""
    return {one.name: recall(one.identity, texts.get(one.address, "")) for one in factory.DEVICES}


def ports(opt_in: list[str]) -> Ports:
    """The ports that Vaglio's probes speak on in the lab.

    It knocks at some more of office machines; nmap need not.
    """
    probes = load_probes("scanner.sensor.probes", ())
    asked = [one for one in probes if one.id in opt_in or not (one.opt_in or one.impact is Impact.GUESS)]
    every = [port for probe in asked for port in probe.ports]
    tcp = {one.port for one in every if isinstance(one, Tcp)}
    return Ports(sorted(tcp), sorted({one.port for one in every if isinstance(one, Udp)}))
