"""The claim about starting: how long `vaglio --help` takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.table import Claim, Row, at_most

RUNS = 7
GOAL_SECONDS = 0.2


def start() -> Claim:
    """Median of seven runs after one that warms the disk's cache."""
    program = Path(sys.executable).parent / "vaglio"
    ours = [_seconds(str(program), "--help") for _ in range(RUNS + 1)][1:]
    theirs = [_seconds("nmap", "--help") for _ in range(RUNS + 1)][1:]
    rows = (
        at_most("seconds", median(ours), GOAL_SECONDS, f"≤ {GOAL_SECONDS}", median(theirs)),
        Row("slowest run", max(ours), max(theirs)),
    )
    return Claim("start", f"`vaglio --help` and `nmap --help` (medians of {RUNS} runs)", rows)


def _seconds(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
    return time.perf_counter() - began
