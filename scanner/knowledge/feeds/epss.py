"""EPSS: the chance that somebody tries a vulnerability in the next 30 days. A packed CSV file.

A line `#model_version:…,score_date:…`, a header `cve,epss,percentile`, then a line for each CVE
(https://www.first.org/epss/data_stats).
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from scanner.knowledge.facts import Probability, Row
from scanner.knowledge.feeds.bounded import Bounded
from scanner.knowledge.feeds.decoding import day
from scanner.knowledge.feeds.faults import Skipped, UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.single import SingleFile

URL = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"
MOST_UNPACKED = 256 * MEGA
LONGEST_LINE = 400


def read(path: Path, skipped: Skipped) -> Iterator[Row]:
    """One row for each line. Raises UnreadableError when the file is no packed list."""
    lines = (line for line in _lines(path) if not line.startswith("#"))
    table = csv.reader(lines, strict=True)
    try:
        if next(table, [])[:2] != ["cve", "epss"]:
            raise UnreadableError("the file does not begin with the columns cve and epss")
        for line in table:
            row = _row(line)
            if row is None:
                skipped.add("a line of the list holds no CVE or no chance")
            else:
                yield row
    except csv.Error as error:
        raise UnreadableError(f"the file is no table: {error}") from error


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as packed, gzip.GzipFile(fileobj=packed) as plain:
            file = Bounded(plain, MOST_UNPACKED, "the file")
            while line := file.readline(LONGEST_LINE):
                yield line.decode("ascii", "replace")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"the file cannot be unpacked: {error}") from error


def _row(line: list[str]) -> Probability | None:
    try:
        name, chance = cve(line[0]), float(line[1])
    except (ValueError, IndexError):
        return None
    return Probability(id=name, epss=chance) if name and 0 <= chance <= 1 else None


def newest(path: Path) -> str:
    """The day of the scores, from the first line."""
    found = re.search(r"score_date:(\S{10})", next(_lines(path), ""))
    return day(found[1]) if found else ""


def source(url: str = URL) -> SingleFile:
    return SingleFile(
        "epss", "FIRST EPSS", "free to use with attribution (FIRST)", url, 64 * MEGA, read, newest
    )
