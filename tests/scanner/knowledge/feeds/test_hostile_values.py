"""Documents in which one value after the other is something else: skipped and told, or read; never anything worse."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds import debian, endoflife, epss, kev, msrc
from scanner.knowledge.feeds.csaf.advisory import rows_of as csaf_rows
from scanner.knowledge.feeds.cve.record import rows_of as cve_rows
from scanner.knowledge.feeds.decoding import decode
from scanner.knowledge.feeds.faults import FeedError, Skipped
from tests.scanner.knowledge.feeds.advisories import advisory, version
from tests.scanner.knowledge.feeds.test_cve import made
from tests.scanner.knowledge.feeds.test_lists import DEBIAN, EOL, EPSS, KEV
from tests.scanner.knowledge.feeds.test_msrc import _month, _remedy

OTHERS: list[Any] = [
    None,
    0,
    -1,
    1e308,
    True,
    "",
    "x" * 5_000,
    "\x00\x1b[2J\u202e",
    "../..",
    [],
    {},
    [[]],
    {"a": 1},
]


ODD = re.compile(r"\\x1b|\\x00|\\u202e|[\x00-\x1f]")
"""What moves a cursor or turns the direction around, as such or as `repr` writes it."""


def _variants(value: Any) -> Iterator[Any]:
    """The document with one value replaced, each value by each of `OTHERS` in turn."""
    yield from OTHERS
    items = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    for key, inner in items:
        for other in _variants(inner):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[key] = other
            yield copy


def _file(reader: Callable[[Path, Skipped], Iterator[Row]], path: Path) -> Callable[[bytes], list[Row]]:
    def read(data: bytes) -> list[Row]:
        path.write_bytes(data)
        return list(reader(path, Skipped()))

    return read


def _tried(read: Callable[[bytes], list[Row]], data: bytes) -> tuple[list[Row], str]:
    try:
        return read(data), ""
    except FeedError as error:
        return [], str(error)


@pytest.mark.parametrize("which", ["csaf", "cve", "kev", "endoflife", "debian", "msrc"])
def test_a_value_of_another_kind_does_no_harm(which: str, tmp_path: Path) -> None:
    drive = advisory("A-1", version("<V2", "P1", model_numbers=["1"]), version("V2", "P2", exact=True))
    affected = {"version": "1", "lessThan": "2", "status": "affected"}
    cases: dict[str, tuple[Any, Callable[[bytes], list[Row]]]] = {
        "csaf": (drive, lambda data: list(csaf_rows(data, "x"))),
        "cve": (made("CVE-2026-1000", affected), lambda data: list(cve_rows(data, "x"))),
        "kev": (KEV, _file(kev.read, tmp_path / "f")),
        "endoflife": (EOL, _file(endoflife.read, tmp_path / "f")),
        "debian": (DEBIAN, _file(debian.read, tmp_path / "f")),
        "msrc": (json.loads(_month("CVE-2026-1000", _remedy("10.0.17763.1"))),
                 lambda data: list(msrc.rows_of(decode(msrc._Document, data, "x")))),
    }  # fmt: skip
    document, read = cases[which]
    count = good = 0
    for variant in _variants(document):
        count += 1
        rows, told = _tried(read, json.dumps(variant).encode())
        text = "".join(map(repr, rows)) + told
        assert not ODD.search(text)
        assert len(text) < 40_000
        good += not told
    assert 0 < good < count


def test_a_line_of_another_kind_does_no_harm(tmp_path: Path) -> None:
    for line in (
        "",
        ",",
        ",,,,",
        '"',
        "CVE-2026-1000,1e999,0",
        "CVE-2026-1000,-1,0",
        "CVE-2026-1000," + "9" * 500,
    ):
        (tmp_path / "f").write_bytes(gzip.compress((EPSS + line + "\n").encode()))
        try:
            rows = list(epss.read(tmp_path / "f", Skipped()))
        except FeedError:
            continue
        assert all(0 <= row.epss <= 1 for row in rows)  # type: ignore[union-attr]
