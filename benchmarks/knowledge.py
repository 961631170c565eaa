"""The knowledge file, measured on real documents: how long to build, how much memory, how large, how fast to look up.

python -m benchmarks.knowledge FOLDER csaf|cve FILE      (the part that runs by itself, so that its memory counts)
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.table import Claim, Row, at_least, at_most
from scanner.knowledge.database import SourceState, build
from scanner.knowledge.facts import Row as Fact
from scanner.knowledge.feeds.csaf.advisory import rows_of as csaf_rows
from scanner.knowledge.feeds.cve.record import rows_of as cve_rows
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.match import Identity
from scanner.model.known import COUNTED

CHECKOUT = Path(__file__).resolve().parents[1]
FEEDS = CHECKOUT.parent / "shared" / "feeds"
DEVICES = CHECKOUT / "tests" / "scanner" / "knowledge" / "devices.csv"
CSAF, CVE = "csaf-ot-2017-2022.tar.xz", "cve-v5-2022.tar.xz"
ALL_CVES = 350_000
LOOK_UPS = 20_000

READERS: dict[str, Callable[[bytes, str], Iterator[Fact]]] = {"csaf": csaf_rows, "cve": cve_rows}


class NoFeedsError(OSError):
    """The real documents are not here."""


def knowledge() -> Claim:
    """Build and look-up against the targets; raises NoFeedsError where the documents are missing."""
    if not (FEEDS / CSAF).is_file():
        raise NoFeedsError(f"the real advisories are not here ({CSAF}): nothing to measure")
    with tempfile.TemporaryDirectory(prefix="vgl-knowledge-") as folder:
        advisories = _built(Path(folder), CSAF, "csaf")
        records = _built(Path(folder), CVE, "cve")
        rows = [*_csaf(advisories), *_cve(records), *_look_ups(Path(folder) / "csaf.sqlite"),
                *_labelled(Path(folder) / "csaf.sqlite")]  # fmt: skip
    notes = (
        f"{advisories['documents']} documents of {CSAF}, {records['documents']} records of {CVE}; unpacked before.",
        "A look-up goes from an identity to its verdicts: every product of the file in turn, a random version.",
        "Seconds are of one processor's time, so that other work on the machine does not count. What was read once "
        "is kept in memory.",
    )
    return Claim("knowledge", "Known vulnerabilities: the knowledge file", tuple(rows), notes, "none")


def _built(folder: Path, archive: str, kind: str) -> dict[str, Any]:
    """Unpacks and builds in a process of its own."""
    documents = folder / kind
    with tarfile.open(FEEDS / archive) as tar:
        tar.extractall(documents, filter="data")
    command = [
        sys.executable,
        "-m",
        "benchmarks.knowledge",
        str(documents),
        kind,
        str(folder / f"{kind}.sqlite"),
    ]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=600)
    return dict(json.loads(done.stdout))


def _csaf(made: dict[str, Any]) -> Iterator[Row]:
    yield at_most("build from CSAF, s", made["seconds"], 2.0, "≤ 2")
    yield at_most("build from CSAF, MB of memory", made["memory"], 64, "≤ 64")
    yield Row("file of CSAF, MB", made["bytes"] / 1e6)


def _cve(made: dict[str, Any]) -> Iterator[Row]:
    scale = ALL_CVES / made["documents"]
    size = made["bytes"] * scale / 1e6
    yield at_most(
        f"build from {ALL_CVES:,} CVE records, s (extrapolated)", made["seconds"] * scale, 60, "≤ 60"
    )
    yield at_most(f"file of {ALL_CVES:,} CVE records, MB (extrapolated)", size, 250, "≤ 250")


def _look_ups(path: Path) -> Iterator[Row]:
    with Knowledge.open(path) as known:
        wanted = list(_identities(known))
        for one in wanted[:500]:
            known.look_up(one)
        times = []
        began = time.process_time()
        for one in wanted:
            at = time.process_time()
            known.look_up(one)
            times.append(time.process_time() - at)
        whole = time.process_time() - began
    times.sort()
    yield at_least("look-ups a second", len(wanted) / whole, 20_000, "≥ 20,000")
    yield at_most("look-up, p99, ms", times[len(times) * 99 // 100] * 1000, 1.0, "≤ 1")


def _identities(known: Knowledge) -> Iterator[Identity]:
    """Every product of the file, with a version, until there are enough."""
    chance = random.Random(5)
    names = known.reader.products()
    for at in range(LOOK_UPS):
        maker, label, number = names[at % len(names)]
        version = f"V{chance.randint(1, 9)}.{chance.randint(0, 9)}.{chance.randint(0, 20)}"
        yield Identity(maker, label, order_number=number, version=version)


def _labelled(path: Path) -> Iterator[Row]:
    """The labelled devices: how many verdicts are right, how many affected ones are found."""
    with DEVICES.open(encoding="utf-8", newline="") as file, Knowledge.open(path) as known:
        told = [(row["truth"], verdict(known, row)) for row in csv.DictReader(file)]
    for sure, limit in (("confirmed", 98), ("likely", 90)):
        truths = [truth == "affected" for truth, said in told if said == sure]
        yield at_least(
            f"precision of {sure}, %", 100 * sum(truths) / max(1, len(truths)), limit, f"≥ {limit}"
        )
    affected = [said in COUNTED for truth, said in told if truth == "affected"]
    yield at_least("recall, %", 100 * sum(affected) / max(1, len(affected)), 95, "≥ 95")


def verdict(known: Knowledge, row: dict[str, str]) -> str:
    """What is said of the vulnerability of a labelled device; empty: nothing."""
    device = Identity(row["maker"], row["product"], order_number=row["order_number"], version=row["version"])
    return next((one.sure for one in known.match(device) if one.vulnerability.name == row["cve"]), "")


def _part(folder: Path, kind: str, path: Path) -> None:
    files = sorted(folder.rglob("*.json"))
    state = SourceState(id=kind, name=kind)
    began = time.process_time()
    summary = build([(state, _rows(files, kind))], path)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"documents": len(files), "seconds": seconds, "memory": memory, "bytes": summary.bytes,
                      "unread": summary.unread / max(1, summary.statements)}))  # fmt: skip


def _rows(files: list[Path], kind: str) -> Iterator[Fact]:
    for path in files:
        if "feed" not in path.name:
            yield from READERS[kind](path.read_bytes(), path.name)


if __name__ == "__main__":
    _part(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
