"""The report of 20, 500 and 10,000 machines, measured: how long it takes, how much memory, how large it becomes.

python -m benchmarks.reports MACHINES AUDIENCE      (the part that runs by itself, so that its memory counts)
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.table import Claim, Row, at_least, at_most

CHECKOUT = Path(__file__).resolve().parents[1]
SIZES = (20, 500, 10_000)
ROUNDS = 3
LEFT_OUT = re.compile(r"([\d,]+) more machines? (?:is|are) in the JSON report")


def reports() -> Claim:
    """The page for the technician at every size, and the owner's and the auditor's at 500 machines."""
    made = {size: _measured(size, "technician") for size in SIZES}
    rows = [row for size in SIZES for row in _rows(size, made[size])]
    grown = (made[10_000]["seconds"] / 10_000) / (made[500]["seconds"] / 500)
    rows.append(at_most("seconds a machine, 10,000 over 500", grown, 1.25, "≤ 1.25 (linear)"))
    rows.append(
        at_least("machines left out at 10,000 are announced", float(_announced(made[10_000])), 1, "1 (yes)")
    )
    for audience in ("owner", "auditor"):
        other = _measured(500, audience)
        rows.append(at_most(f"500 machines, for the {audience}: s", other["seconds"], 1.0, "≤ 1"))
        rows.append(at_most(f"500 machines, for the {audience}: kB", other["bytes"] / 1000, 1000, "≤ 1000"))
    notes = (
        "Seconds of processor time, the median of three renderings of one process; memory is its peak, of which "
        f"{made[20]['before']:.0f} MB are there before the audit of 20 machines is drawn.",
        "Every machine has three findings, two services and two things that it told; the audit has its history, "
        "answers and frameworks.",
    )
    return Claim("reports", "The HTML report", tuple(rows), notes, "none")


def _rows(size: int, made: dict[str, Any]) -> Iterator[Row]:
    names = {what: f"{size:,} machines: {what}" for what in ("s", "MB of memory", "kB")}
    goal = size == 500
    yield at_most(names["s"], made["seconds"], 1.0, "≤ 1") if goal else Row(names["s"], made["seconds"])
    yield Row(names["MB of memory"], made["memory"])
    yield at_most(names["kB"], made["bytes"] / 1000, 1000, "≤ 1000")


def _announced(made: dict[str, Any]) -> bool:
    return bool(made["shown"] < made["machines"] and made["shown"] + made["left_out"] == made["machines"])


def _measured(size: int, audience: str) -> dict[str, Any]:
    """Renders in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.reports", str(size), audience]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=600)
    return dict(json.loads(done.stdout))


def rendered(size: int, audience: str) -> dict[str, Any]:
    """One audit drawn a few times: seconds of processor time, bytes, peak memory in MB, machines shown and left out."""
    from reports.html import HtmlReport
    from tests.reports.told import told_factory

    audit, report = told_factory(size), HtmlReport(audience)
    before, taken, page = _peak(), [], b""
    for _ in range(ROUNDS):
        start = time.process_time()
        page = report.render(audit, "en")
        taken.append(time.process_time() - start)
    announced = LEFT_OUT.search(page.decode())
    return {
        "machines": size, "seconds": median(taken), "bytes": len(page), "before": before, "memory": _peak(),
        "shown": page.count(b'<details class="machine">'),
        "left_out": int(announced[1].replace(",", "")) if announced else 0,
    }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    size, audience = sys.argv[1:3]
    sys.stdout.write(json.dumps(rendered(int(size), audience)))


if __name__ == "__main__":
    main()
