"""Labelled devices of real advisories: their verdicts against what the advisories say.

Each list was filled by reading the advisories (named in its rows, public domain, CISA) before the matcher was run
on it. `devices.csv` guided the matcher while it was made. The others were not known to it, and their first figures
were:

| list | advisories | said and true: confirmed, likely, no fix | affected ones that count | … that are told at all |
|---|---|---|---|---|
| heldout.csv, chosen for being of plants | 33 | 12 of 12, 10 of 10, 3 of 3 | 25 of 45 | 28 of 45 |
| heldout2.csv, as chance gave them, after the mends for the first | 28 | 9 of 9, 4 of 4, 0 of 0 | 13 of 33 | 19 of 33 |
| heldout3.csv, as chance gave them, after the mends for a sweep | 30 | 17 of 17, 8 of 8, 2 of 2 | 27 of 42 | 37 of 42 |

Before the sweep the matcher found 25 and told 34 of the third list, all that counted true as well: its devices are
easier than those of the second. The sweep went over all advisories but those of the third list and asked each for its
own products as a device would tell them. Who mended had labelled the list before, so it is not blind: three of the 27
are found by the rule for series (`X-200` stands for X208).

(One label of the second list was mistaken, D2-262, and was mended after the run: it stands further down in its
advisory.) What was wrong in general was mended then; the figures since are in the tests. They say how well what was
mended works, not how many devices of a new list are found: that is nearer to the first figures.

The advisories themselves are beside the checkout, or the tests skip.
"""

import csv
import tarfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.csaf.advisory import rows_of
from scanner.knowledge.knowledge import Knowledge
from scanner.knowledge.match import Identity
from scanner.model.known import COUNTED
from tests.scanner.knowledge.made import state

ADVISORIES = Path(__file__).resolve().parents[3].parent / "shared" / "feeds" / "csaf-ot-2017-2022.tar.xz"
LISTS = ("devices", "heldout", "heldout2", "heldout3")
HELD_OUT = LISTS[1:]
Told = list[tuple[dict[str, str], str]]


def devices(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows(wanted: set[str]) -> Iterator[Row]:
    with tarfile.open(ADVISORIES) as tar:
        for member in tar:
            name = Path(member.name).name
            if name.removesuffix(".json").upper() in wanted and (file := tar.extractfile(member)):
                yield from rows_of(file.read(), name)


@cache
def told(name: str) -> Told:
    """Each labelled device with the verdict on its vulnerability; empty: nothing is said."""
    rows = devices(name)
    with Knowledge.of_rows([(state(), _rows({row["advisory"] for row in rows}))]) as known:
        return [(row, _verdict(known, row)) for row in rows]


@pytest.fixture(params=LISTS)
def told_of(request: pytest.FixtureRequest) -> Told:
    if not ADVISORIES.is_file():
        pytest.skip("the real advisories are not here")
    return told(request.param)


def _verdict(known: Knowledge, row: dict[str, str]) -> str:
    device = Identity(row["maker"], row["product"], order_number=row["order_number"], version=row["version"])
    return next((one.sure for one in known.match(device) if one.vulnerability.name == row["cve"]), "")


@pytest.mark.parametrize(
    ("name", "least"), [("devices", 80), ("heldout", 80), ("heldout2", 60), ("heldout3", 70)]
)
def test_the_lists_are_long_and_of_every_kind(name: str, least: int) -> None:
    kinds = Counter(row["truth"] for row in devices(name))
    assert sum(kinds.values()) >= least
    assert min(kinds[kind] for kind in ("affected", "fixed", "unaffected")) >= 5
    assert kinds["unknown"] >= 1
    assert all(row["advisory"] and row["cve"] and row["advisory_says"] for row in devices(name))


def test_no_advisory_is_in_two_lists() -> None:
    named = Counter(advisory for name in LISTS for advisory in {row["advisory"] for row in devices(name)})
    assert max(named.values()) == 1


@pytest.mark.parametrize(("sure", "share"), [("confirmed", 0.98), ("likely", 0.9)])
def test_what_is_said_is_true(told_of: Told, sure: str, share: float) -> None:
    truths = [row["truth"] == "affected" for row, said in told_of if said == sure]
    assert len(truths) >= 9
    assert sum(truths) / len(truths) >= share


@pytest.mark.skipif(not ADVISORIES.is_file(), reason="the real advisories are not here")
@pytest.mark.parametrize(
    ("name", "share"), [("devices", 0.95), ("heldout", 0.9), ("heldout2", 0.66), ("heldout3", 0.66)]
)
def test_affected_devices_are_found(name: str, share: float) -> None:
    found = [said in COUNTED for row, said in told(name) if row["truth"] == "affected"]
    assert sum(found) / len(found) >= share


def test_an_unknown_version_never_counts(told_of: Told) -> None:
    assert {said for row, said in told_of if row["truth"] == "unknown"} == {"possible"}


def test_what_is_mended_or_another_device_never_counts(told_of: Told) -> None:
    wrong = [row for row, said in told_of if row["truth"] in ("fixed", "unaffected") and said in COUNTED]
    assert wrong == []
