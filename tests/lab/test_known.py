"""The table of known weak points speaks of devices that there are, and of sentences that the catalogue has."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from scanner.knowledge.facts import Remedy
from scanner.knowledge.starter import reading
from scanner.knowledge.starter.reading import Statement
from tests.lab import factory, known
from tests.lab.model import Device, Server

ROWS = [
    (name, check, document)
    for name, checks in known.table().items()
    if name != known.SUPPORT
    for check, documents in checks.items()
    for document in documents
]
UNMENDED = {Remedy.WORKAROUND, Remedy.NONE_PLANNED, Remedy.NOT_YET}


def _said(document: str) -> Iterator[Statement]:
    return (one for one in reading.statements() if one.advisory == document)


def test_every_row_is_of_a_device_of_the_lab() -> None:
    assert {name for name, _, _ in ROWS} <= {one.name for one in factory.TABLE}


@pytest.mark.parametrize(("name", "check", "document"), ROWS)
def test_the_catalogue_has_the_document(name: str, check: str, document: str) -> None:
    assert any(_said(document)), f"{name}, {check}"


@pytest.mark.parametrize("document", [row[2] for row in ROWS if row[1] == "vulnerability-without-fix"])
def test_the_maker_mends_none_of_these(document: str) -> None:
    assert any(one.remedy in UNMENDED and "all" in one.versions for one in _said(document))


@pytest.mark.parametrize("document", [row[2] for row in ROWS if row[1] == "vulnerability-with-fix"])
def test_the_document_names_what_mends_these(document: str) -> None:
    assert any(one.fix for one in _said(document))


def test_the_day_after_the_last_one_a_machine_has_no_support() -> None:
    machine = Device("a", "10.83.0.250", "", "server", (Server("ssh", ("22/tcp",)),))
    last: date = known.table()[known.SUPPORT][known._release()]
    assert known.failed(machine, last) == frozenset()
    assert known.failed(machine, last + timedelta(days=1)) == {"unsupported-system"}


def test_a_machine_that_shows_no_release_never_fails_for_its_support() -> None:
    controller = next(one for one in factory.TABLE if one.name == "line-plc")
    assert known.failed(controller, date(2999, 1, 1)) == set(known.documents("line-plc"))
