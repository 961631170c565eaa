"""`vaglio purge`: says first what would go, and deletes only what was confirmed."""

from datetime import timedelta
from pathlib import Path

import pytest

from scanner.model import now
from scanner.store import Store
from tests.scanner.cli.running import Home
from tests.scanner.store.things import audit, order, set_row


@pytest.fixture
def full(home: Home) -> Home:
    with Store.open(home.store) as store:
        for name, age in (("old", 90), ("middle", 60), ("young", 1)):
            store.begin_scan(order(name), 0)
            made = audit(name)
            at = now() - timedelta(days=age)
            store.publish(made.model_copy(update={"ended": at}))
            set_row(store, name, started=at)
    return home


def left(home: Home) -> list[str]:
    with Store.open(home.store) as store:
        return [row.id for row in store.scans()]


def test_without_a_limit_nothing_goes(full: Home) -> None:
    assert "Nothing says how long results are kept" in full("purge", "--yes").sentence
    assert left(full) == ["young", "middle", "old"]


def test_a_dry_run_names_what_would_go(full: Home) -> None:
    ran = full("purge", "--days", "30", "--keep", "1", "--dry-run")
    assert ran.out.splitlines()[:2] == ["old", "middle"]
    assert "2 scans" in ran.out
    assert left(full) == ["young", "middle", "old"]


def test_nothing_goes_unconfirmed(full: Home) -> None:
    assert full("purge", "--days", "30", "--keep", "1").code == 2
    assert left(full) == ["young", "middle", "old"]


@pytest.mark.parametrize(("more", "stays"), [(["--keep", "1"], ["young"]), ([], ["young", "middle", "old"])])
def test_what_was_confirmed_goes_and_three_stay_unless_told_otherwise(
    full: Home, more: list[str], stays: list[str]
) -> None:
    assert full("purge", "--days", "30", "--yes", *more).code == 0
    assert left(full) == stays


def test_the_reports_that_would_go_are_named_and_go_with_their_scans(full: Home) -> None:
    full.configured()
    (folder,) = (
        line.split('"')[1] for line in (full.path / "none.toml").read_text().splitlines() if "folder" in line
    )
    for scan in ("old", "middle", "young"):
        assert full("report", scan).code == 0
    there = [Path(folder) / scan for scan in ("old", "middle", "young")]
    ran = full("purge", "--days", "30", "--keep", "1", "--dry-run")
    assert ran.out.splitlines()[2:4] == [str(path) for path in there[:2]]
    assert "2 reports would go" in ran.out
    assert all(path.exists() for path in there)
    assert full("purge", "--days", "30", "--keep", "1", "--yes").code == 0
    assert [path.exists() for path in there] == [False, False, True]


def test_the_limit_of_the_configuration_counts(full: Home) -> None:
    full.configured()
    file = full.path / "none.toml"
    file.write_text(file.read_text().replace("[report]", "[retention]\ndays = 70\nkeep = 1\n[report]"))
    assert full("purge", "--yes").code == 0
    assert left(full) == ["young", "middle"]
