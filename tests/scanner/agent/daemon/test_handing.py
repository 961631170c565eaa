"""An audit that is done: written down for every reader who was named, then published with all that is to be told."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.daemon.handing import publish
from scanner.agent.kept_reports import NOTE, reports_in
from scanner.config import Config
from scanner.packs import load_checks
from scanner.store import Store, StoreError
from scanner.store.outbox import Outbox
from tests.scanner.agent.delivery.things import an_audit, configured, opened
from tests.scanner.store.things import order

SIEM = {"name": "siem", "host": "127.0.0.1", "when": ["always"]}


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Store]:
    """A store with one scan, which is not published."""
    with opened(tmp_path) as store:
        store.begin_scan(order("s1"), os.getpid())
        yield store


def _reported(home: Path, **report: Any) -> Config:
    config = configured(syslog=[SIEM])
    update = {"folder": home / "reports"} | report
    return config.model_copy(update={"report": config.report.model_copy(update=update)})


def test_every_reader_gets_a_report_and_the_folder_says_what_was_written(
    begun: Store, tmp_path: Path
) -> None:
    config = _reported(tmp_path, audience=("technician", "owner"), formats=("html",))
    publish(begun, config, load_checks(), an_audit("s1"))
    (folder,) = (tmp_path / "reports").iterdir()
    written = {"report.html", "report-owner.html"}
    assert {path.name for path in folder.iterdir()} == written | {NOTE}
    (found,) = reports_in(tmp_path / "reports")
    assert (found.written.scan, set(found.written.files)) == ("s1", written)


def test_what_is_published_is_queued_with_it(begun: Store, tmp_path: Path) -> None:
    publish(begun, _reported(tmp_path), load_checks(), an_audit("s1"))
    assert begun.audit_of("s1") is not None
    assert [(one.target, one.scan, one.status) for one in Outbox(begun).newest()] == [
        ("siem", "s1", "waiting")
    ]


def _fails(*_: object, **__: object) -> None:
    raise StoreError("The disk is full.")


def test_what_cannot_be_queued_is_not_published(
    begun: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.store.outbox._put", _fails)
    with pytest.raises(StoreError):
        publish(begun, _reported(tmp_path), load_checks(), an_audit("s1"))
    assert begun.audit_of("s1") is None
    row = begun.scan("s1")
    assert row is not None
    assert row.status == "running"


def _cannot_be_drawn(*_: object, **__: object) -> None:
    raise KeyError("a mistake in a report")


def test_a_report_that_cannot_be_drawn_keeps_no_audit_from_being_stored(
    begun: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scanner.agent.daemon.handing.write", _cannot_be_drawn)
    publish(begun, _reported(tmp_path), load_checks(), an_audit("s1"))
    assert begun.audit_of("s1") is not None
    assert "the report was not written" in capsys.readouterr().out
