"""A machine whose every text is an attack, from the wire to each report: shown, escaped, harmless.

The scene has a liar and one that lies at length; both are audited as an office, so that each door is asked.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator

from reports.csv import FORMULA, AssetsCsv, FindingsCsv
from reports.cyclonedx import CycloneDxReport
from reports.defectdojo import DefectDojoReport
from reports.html import HtmlReport
from reports.json import JsonReport
from reports.markdown import MarkdownReport
from reports.schema import SCHEMA_FILE
from reports.xlsx import XlsxReport
from scanner.model import Audit
from tests.lab.servers.hostile import TEXTS
from tests.promises import scene
from tests.promises.lab_audit import LabAudit
from tests.promises.runs import vaglio
from tests.reports.chromium import NEEDED, visit
from tests.reports.reading import read
from tests.reports.test_tables import ALLOWED, REQUIRED, sheets, table

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]

LIARS = ("liar", "long-liar")
NOT_TOLD = {"ftp", "smtp", "realm"}
"""Texts that are kept as evidence, but that name no machine and no program."""
TOLD = sorted(TEXTS.keys() - NOT_TOLD)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
ACTIVE = "script, img, iframe, object, embed, form, [onerror], [onload], [onclick], a[href^='javascript' i]"


@pytest.fixture(scope="module")
def lie(tmp_path_factory: pytest.TempPathFactory) -> LabAudit:
    scene.needs(set(LIARS))
    return scene.audited(tmp_path_factory.mktemp("liars"), LIARS, "it", whole=True)


@pytest.fixture(scope="module")
def audit(lie: LabAudit) -> Audit:
    return lie.stored()


def _texts(part: object) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _texts(one)


def test_the_audit_is_complete_and_took_each_text_down(lie: LabAudit) -> None:
    assert lie.code == 0, (lie.home / "output.txt").read_text()
    told = "\n".join(_texts(lie.report))
    assert [name for name in TOLD if TEXTS[name] not in told] == []


@pytest.mark.parametrize("audience", ["technician", "auditor", "owner"])
@pytest.mark.parametrize("language", ["en", "it"])
def test_no_text_of_theirs_is_an_element_or_an_attribute(audit: Audit, language: str, audience: str) -> None:
    page = read(HtmlReport(audience).render(audit, language))
    assert page.faults == []
    assert not {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "b", "i", "u"}
    assert not {name for _, given in page.elements for name in given if name.startswith("on")}
    assert [link for link in page.values("href") if not link.startswith(("#", "https://"))] == []


class TestInABrowser:
    pytestmark = NEEDED

    @pytest.mark.parametrize("audience", ["technician", "auditor"])
    def test_each_text_is_seen_as_text_and_nothing_runs(
        self, audit: Audit, audience: str, browser: "Browser", tmp_path: Path
    ) -> None:
        file = tmp_path / f"liar-{audience}.html"
        file.write_bytes(HtmlReport(audience).render(audit, "en"))
        seen = visit(browser, file.as_uri())
        assert (seen.said, seen.asked, seen.too_wide) == ([], [file.as_uri()], [])
        assert [name for name in TOLD if TEXTS[name] not in seen.text] == []
        assert UNSEEN.findall(seen.text) == []
        assert "⟨U+202E⟩" in seen.text

    def test_no_element_of_the_page_can_run_anything(
        self, audit: Audit, browser: "Browser", tmp_path: Path
    ) -> None:
        file = tmp_path / "liar.html"
        file.write_bytes(HtmlReport().render(audit, "en"))
        page = browser.new_page()
        page.goto(file.as_uri())
        assert page.locator(ACTIVE).count() == 0
        page.close()


@pytest.mark.parametrize("language", ["en", "it"])
def test_no_cell_of_a_table_is_a_formula_or_a_link(audit: Audit, language: str) -> None:
    for made in (AssetsCsv(), FindingsCsv()):
        cells = [cell for row in table(made.render(audit, language)) for cell in row.values()]
        assert any(TEXTS["vendor"] in cell for cell in cells)
        assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA) or UNSEEN.search(cell)] == []
    for rows in sheets(XlsxReport().render(audit, language)).values():
        for cell in (cell for row in rows for cell in row):
            assert cell.data_type in {"s", "inlineStr", "n"}
            assert cell.data_type != "n" or cell.value is None
            assert cell.hyperlink is None


def test_the_json_report_follows_its_schema(audit: Audit) -> None:
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    written = JsonReport().render(audit, "it")
    Draft202012Validator(schema).validate(json.loads(written))
    assert UNSEEN.findall(written.decode()) == []


def test_nothing_of_theirs_is_a_mark_in_the_summary_for_mails(audit: Audit) -> None:
    text = MarkdownReport().render(audit, "it").decode()
    assert re.findall(r"(?<!\\)<", text) == []
    assert re.findall(r"(?<!\\)\]\(", text) == []
    assert UNSEEN.findall(text) == []


def test_the_importer_and_the_inventory_take_them(audit: Audit) -> None:
    held = json.loads(DefectDojoReport().render(audit, "en"))["findings"]
    assert held
    assert all(REQUIRED <= set(one) <= ALLOWED for one in held)
    inventory = CycloneDxReport().render(audit, "en").decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(inventory) is None
    assert UNSEEN.findall(inventory) == []


def test_the_paper_is_made_and_does_nothing(audit: Audit) -> None:
    pytest.importorskip("weasyprint", reason="WeasyPrint is an extra", exc_type=ImportError)
    from reports.pdf import PdfReport

    paper = PdfReport().render(audit, "en")
    assert paper.startswith(b"%PDF-")
    for action in (b"/JavaScript", b"/JS ", b"/Launch", b"javascript:"):
        assert action not in paper


@pytest.mark.parametrize("words", [("assets",), ("findings", "--all"), ("ledger",), ("scans", "list")])
def test_the_terminal_is_not_moved(lie: LabAudit, words: tuple[str, ...]) -> None:
    ran = vaglio(lie.home, *words)
    assert (ran.code, UNSEEN.findall(ran.out + ran.err)) == (0, [])
    assert UNSEEN.findall((lie.home / "output.txt").read_text()) == []
    assert words != ("assets",) or TEXTS["vendor"] in ran.out
