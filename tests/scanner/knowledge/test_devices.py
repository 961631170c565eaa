"""Labelled devices of real advisories: their verdicts against what the advisories say.

`devices.csv` was filled by reading each advisory (named in its row, public domain, CISA) before the
matcher was run on it. The advisories themselves are beside the checkout, or the tests skip.
"""

import csv
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.csaf.advisory import rows_of
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.match import Identity
from scanner.model.known import COUNTED
from tests.scanner.knowledge.made import state

ADVISORIES = Path(__file__).resolve().parents[3].parent / "shared" / "feeds" / "csaf-ot-2017-2022.tar.xz"
DEVICES = Path(__file__).with_name("devices.csv")
Told = list[tuple[dict[str, str], str]]


def devices() -> list[dict[str, str]]:
    with DEVICES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows(wanted: set[str]) -> Iterator[Row]:
    with tarfile.open(ADVISORIES) as tar:
        for member in tar:
            name = Path(member.name).name
            if name.removesuffix(".json").upper() in wanted and (file := tar.extractfile(member)):
                yield from rows_of(file.read(), name)


@pytest.fixture(scope="module")
def told() -> Told:
    """Each labelled device with the verdict on its vulnerability; empty: nothing is said."""
    if not ADVISORIES.is_file():
        pytest.skip("the real advisories are not here")
    rows = devices()
    with Knowledge.of_rows([(state(), _rows({row["advisory"] for row in rows}))]) as known:
        return [(row, _verdict(known, row)) for row in rows]


def _verdict(known: Knowledge, row: dict[str, str]) -> str:
    device = Identity(row["maker"], row["product"], order_number=row["order_number"], version=row["version"])
    return next((one.sure for one in known.match(device) if one.vulnerability.name == row["cve"]), "")


def test_the_list_is_long_and_of_every_kind() -> None:
    kinds = Counter(row["truth"] for row in devices())
    assert sum(kinds.values()) >= 60
    assert min(kinds[kind] for kind in ("affected", "fixed", "unaffected", "unknown")) >= 5
    assert all(row["advisory"] and row["cve"] and row["advisory_says"] for row in devices())


@pytest.mark.parametrize(("sure", "share"), [("confirmed", 0.98), ("likely", 0.9)])
def test_what_is_said_is_true(told: Told, sure: str, share: float) -> None:
    truths = [row["truth"] == "affected" for row, said in told if said == sure]
    assert len(truths) >= 10
    assert sum(truths) / len(truths) >= share


def test_affected_devices_are_found(told: Told) -> None:
    found = [said in COUNTED for row, said in told if row["truth"] == "affected"]
    assert sum(found) / len(found) >= 0.95


def test_an_unknown_version_never_counts(told: Told) -> None:
    assert {said for row, said in told if row["truth"] == "unknown"} == {"possible"}
