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
LABELLED = CHECKOUT / "tests" / "scanner" / "knowledge"
CSAF, CVE = "csaf-ot-2017-2022.tar.xz", "cve-v5-2022.tar.xz"
HELD_OUT = ("heldout", "heldout2", "heldout3")
ALL_CVES = 350_000
LOOK_UPS = 20_000
WARM = 200
"""Records that are read before the clock starts: what a program does once must not be multiplied."""

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
        copies = _measured(Path(folder), "cve", "copies")
        path = Path(folder) / "csaf.sqlite"
        rows = [*_csaf(advisories), *_cve(records), *_copies(copies), *_look_ups(path), *_labelled(path, "devices"),
                *(row for name in HELD_OUT for row in _held_out(path, name))]  # fmt: skip
    notes = (
        f"{advisories['documents']} documents of {CSAF}, {records['documents']} records of {CVE}; unpacked before.",
        "The copies have CVE numbers of their own, and in every third copy the products have other names.",
        "A look-up goes from an identity to its verdicts: every product of the file in turn, a random version.",
        "Seconds are of one processor's time, so that other work on the machine does not count. What was read once "
        "is kept in memory.",
        "The held-out lists were labelled before the matcher was run on them; it was mended by what they showed.",
    )
    return Claim("knowledge", "Known vulnerabilities: the knowledge file", tuple(rows), notes, "none")


def _built(folder: Path, archive: str, kind: str) -> dict[str, Any]:
    with tarfile.open(FEEDS / archive) as tar:
        tar.extractall(folder / kind, filter="data")
    return _measured(folder, kind, kind)


def _measured(folder: Path, documents: str, kind: str) -> dict[str, Any]:
    """Builds in a process of its own, so that its memory can be told."""
    command = [
        sys.executable, "-m", "benchmarks.knowledge", str(folder / documents), kind, str(folder / f"{kind}.sqlite")
    ]  # fmt: skip
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=600)
    return dict(json.loads(done.stdout))


def _csaf(made: dict[str, Any]) -> Iterator[Row]:
    yield at_most("build from CSAF, s", made["seconds"], 2.0, "≤ 2")
    yield at_most("build from CSAF, MB of memory", made["memory"], 64, "≤ 64")
    yield Row("file of CSAF, MB", made["bytes"] / 1e6)


def _cve(made: dict[str, Any]) -> Iterator[Row]:
    scale = ALL_CVES / made["documents"]
    yield Row(f"build from {made['documents']:,} CVE records, s", made["seconds"])
    yield Row(f"the same, times {scale:.0f}", made["seconds"] * scale)


def _copies(made: dict[str, Any]) -> Iterator[Row]:
    about = f"{made['documents']:,} CVE records (copies)"
    yield at_most(f"build from {about}, s", made["seconds"], 60, "≤ 60")
    yield at_most(f"build from {about}, MB of memory", made["memory"], 350, "≤ 350")
    yield at_most(f"file of {about}, MB", made["bytes"] / 1e6, 250, "≤ 250")


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


def _labelled(path: Path, name: str) -> Iterator[Row]:
    """The labelled devices: how many verdicts are right, how many affected ones are found."""
    told = _told(path, name)
    for sure, limit in (("confirmed", 98), ("likely", 90)):
        truths = [truth == "affected" for truth, said in told if said == sure]
        yield at_least(
            f"precision of {sure}, %", 100 * sum(truths) / max(1, len(truths)), limit, f"≥ {limit}"
        )
    yield at_least(
        "recall, %", _share([said in COUNTED for truth, said in told if truth == "affected"]), 95, "≥ 95"
    )


def _held_out(path: Path, name: str) -> Iterator[Row]:
    told = _told(path, name)
    right = [truth == "affected" for truth, said in told if said in COUNTED]
    affected = [said for truth, said in told if truth == "affected"]
    yield Row(f"{name}: what counts and is right, %", _share(right))
    yield Row(f"{name}: affected ones that count, %", _share([said in COUNTED for said in affected]))
    yield Row(f"{name}: affected ones that are told at all, %", _share([bool(said) for said in affected]))


def _told(path: Path, name: str) -> list[tuple[str, str]]:
    with (LABELLED / f"{name}.csv").open(encoding="utf-8", newline="") as file, Knowledge.open(path) as known:
        return [(row["truth"], verdict(known, row)) for row in csv.DictReader(file)]


def _share(said: list[bool]) -> float:
    return 100 * sum(said) / max(1, len(said))


def verdict(known: Knowledge, row: dict[str, str]) -> str:
    """What is said of the vulnerability of a labelled device; empty: nothing."""
    device = Identity(row["maker"], row["product"], order_number=row["order_number"], version=row["version"])
    return next((one.sure for one in known.match(device) if one.vulnerability.name == row["cve"]), "")


def _part(folder: Path, kind: str, path: Path) -> None:
    files = sorted(folder.rglob("*.json"))
    state = SourceState(id=kind, name=kind)
    rows = _copied(files) if kind == "copies" else _rows(files, kind)
    if kind == "cve":
        build([(state, _rows(files[:WARM], kind))], path.with_suffix(".warm"))
    began = time.process_time()
    summary = build([(state, rows)], path)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = summary.kinds["Vulnerability"] if kind == "copies" else len(files)
    print(json.dumps({"documents": count, "seconds": seconds, "memory": memory, "bytes": summary.bytes,
                      "unread": summary.unread / max(1, summary.statements)}))  # fmt: skip


def _rows(files: list[Path], kind: str) -> Iterator[Fact]:
    for path in files:
        if "feed" not in path.name:
            yield from READERS[kind](path.read_bytes(), path.name)


def _copied(files: list[Path]) -> Iterator[Fact]:
    """The records over and over under other numbers, until there are as many as in the whole list."""
    records = [(path.read_bytes(), path.stem.encode()) for path in files if path.name.startswith("CVE-")]
    for number in range(ALL_CVES):
        copy, at = divmod(number, len(records))
        data, name = records[at]
        data = data.replace(name, b"CVE-%d-%d" % (2000 + copy % 30, 1000 + number))
        if copy % 3 == 1:
            data = data.replace(b'"product": "', b'"product": "Copy%d ' % copy)
        yield from cve_rows(data, "copy")


if __name__ == "__main__":
    _part(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
