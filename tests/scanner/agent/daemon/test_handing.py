"""An audit that the agent has published is written down for every reader who was named, and its folder says so."""

from pathlib import Path

from scanner.agent.daemon.handing import hand_on
from scanner.agent.kept_reports import NOTE, reports_in
from scanner.packs import load_checks
from tests.scanner.agent.delivery.things import an_audit, configured, kept, opened


def test_every_reader_gets_a_report_and_the_folder_says_what_was_written(tmp_path: Path) -> None:
    config = configured()
    update = {"folder": tmp_path / "reports", "audience": ("technician", "owner"), "formats": ("html",)}
    config = config.model_copy(update={"report": config.report.model_copy(update=update)})
    with opened(tmp_path) as store:
        hand_on(store, config, load_checks(), kept(store, an_audit("s1")), None)
    (folder,) = (tmp_path / "reports").iterdir()
    written = {"report.html", "report-owner.html"}
    assert {path.name for path in folder.iterdir()} == written | {NOTE}
    (found,) = reports_in(tmp_path / "reports")
    assert (found.written.scan, set(found.written.files)) == ("s1", written)
