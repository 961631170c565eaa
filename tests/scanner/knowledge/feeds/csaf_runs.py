"""What the tests of a CSAF provider ask of an update."""

from scanner.knowledge.facts import Affected
from scanner.knowledge.feeds import Outcome, Settings, Shelf, Update, update
from tests.scanner.knowledge.feeds.conftest import quiet
from tests.timing import ends_within


def run(settings: Settings, *, allow_drop: bool = False) -> Outcome:
    (outcome,) = run_all(settings, allow_drop=allow_drop).outcomes
    return outcome


def run_all(settings: Settings, *, allow_drop: bool = False) -> Update:
    with ends_within(12):
        return update(settings, (), quiet, allow_drop=allow_drop)


def advisories(settings: Settings) -> set[str]:
    rows = Shelf(settings.shelves / "csaf-acme").rows()
    return {row.advisory for row in rows if isinstance(row, Affected)}


def names(*numbers: int) -> set[str]:
    return {f"ACME-{number}" for number in numbers}
