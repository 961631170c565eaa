"""CSV, XLSX, DefectDojo, CycloneDX, Markdown: opened by others' programs, harmless whatever a machine says."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.csv import FORMULA, AssetsCsv, FindingsCsv, harmless
from reports.cyclonedx import CycloneDxReport
from reports.defectdojo import DefectDojoReport
from reports.format import Report
from reports.i18n import available, named
from reports.markdown import MarkdownReport, plain
from reports.rows import ASSET_COLUMNS, CELL, FINDING_COLUMNS, Column, heads
from reports.xlsx import XlsxReport
from scanner.model import AcceptedRisk, Audit, Outcome
from tests.reports.hostile import hostile_factory
from tests.reports.samples import empty_factory, factory, unfinished_factory

FORMATS: list[Report] = [
    AssetsCsv(), FindingsCsv(), XlsxReport(), DefectDojoReport(), CycloneDxReport(), MarkdownReport(),
]  # fmt: skip
AUDITS = {
    "empty": empty_factory(), "small": factory(), "unfinished": unfinished_factory(),
    "hostile": hostile_factory(),
}  # fmt: skip
each_audit = pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS)
INJECTIONS = ("=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1")


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book}


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)
@each_audit
def test_the_same_audit_gives_the_same_bytes(audit: Audit, format: Report, language: str) -> None:
    assert format.render(audit, language) == format.render(audit, language)


@each_audit
def test_every_machine_and_every_finding_is_in_the_tables(audit: Audit) -> None:
    assert len(table(AssetsCsv().render(audit, "en"))) == len(audit.assets)
    assert len(table(FindingsCsv().render(audit, "en"))) == len(audit.findings)
    machines, findings = sheets(XlsxReport().render(audit, "en")).values()
    assert (len(machines), len(findings)) == (len(audit.assets) + 1, len(audit.findings) + 1)


def test_a_row_says_what_the_audit_says() -> None:
    audit = factory()
    rows = {row["id"]: row for row in table(AssetsCsv().render(audit, "en"))}
    for asset in audit.assets:
        gaps = [one for one in audit.findings if one.asset == asset.id and one.outcome is Outcome.NOT_MET]
        row = rows[asset.id]
        assert (row["vendor"], row["mac"], row["gaps"]) == (asset.vendor, asset.mac, str(len(gaps)))


@pytest.mark.parametrize("evil", INJECTIONS)
def test_no_cell_of_csv_begins_a_formula(evil: str) -> None:
    audit = hostile_factory(evil)
    for content in (AssetsCsv().render(audit, "en"), FindingsCsv().render(audit, "en")):
        cells = [cell for row in table(content) for cell in row.values()]
        assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA)] == []


@given(st.text())
def test_a_harmless_cell_never_begins_a_formula_and_loses_nothing(text: str) -> None:
    made = harmless(text)
    assert not made.lstrip(" ").startswith(FORMULA)
    assert made.removeprefix("'") in (text, text.removeprefix("'"))


@pytest.mark.parametrize("evil", ["=1+1", "https://evil.example/", "internal:Sheet1!A1", "12", "{=SUM(1)}"])
def test_every_cell_of_the_workbook_is_text_and_no_cell_is_a_link(evil: str) -> None:
    for rows in sheets(XlsxReport().render(hostile_factory(evil), "en")).values():
        for row in rows[1:]:
            assert {cell.data_type for cell in row if cell.value is not None} <= {"s", "inlineStr"}
            assert [cell.value for cell in row if cell.hyperlink] == []


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)
def test_control_and_direction_characters_never_pass(format: Report) -> None:
    content = format.render(hostile_factory(), "en")
    text = str(sheets(content)) if format.name == "xlsx" else content.decode("utf-8-sig")
    assert not set("\x00\x07\x1b\u202e\u2066\u200b") & set(text)


def test_a_long_text_is_cut_and_says_so() -> None:
    (cell, *_) = [row["names"] for row in table(AssetsCsv().render(hostile_factory(), "en"))]
    assert "… (+" in cell
    assert len(cell) < CELL * 10


LANGUAGES = [language for language in available() if language != "en"]
ENGLISH = (
    "id,addresses,mac,mac_vendor,names,role,zone,vendor,product,model,order_number,version,serial,services,expected,"
    "first_seen,last_seen,gaps,worst"
)
"""What programs rely on (docs/decisions/0015-tables.md)."""


def test_in_english_the_columns_and_codes_of_csv_stay_as_programs_know_them() -> None:
    content = AssetsCsv().render(factory(), "en").decode("utf-8-sig")
    assert content.splitlines()[0] == ENGLISH
    assert {row["role"] for row in table(content.encode())} >= {"controller", "nas"}
    found = table(FindingsCsv().render(factory(), "en"))
    assert {row["outcome"] for row in found} == {"met", "not_met", "unknown"}
    assert set(found[0]) == {column.key for column in FINDING_COLUMNS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_another_language_people_read_every_column_and_code(language: str) -> None:
    speak = named(language)
    tables: list[tuple[Report, tuple[Column, ...]]] = [
        (AssetsCsv(), ASSET_COLUMNS), (FindingsCsv(), FINDING_COLUMNS),
    ]  # fmt: skip
    book = list(sheets(XlsxReport().render(factory(), language)).values())
    for (made, columns), sheet in zip(tables, book, strict=True):
        rows = table(made.render(factory(), language))
        assert list(rows[0]) == [speak.t(column.title) for column in columns]
        assert [cell.value for cell in sheet[0]] == list(rows[0])
        for column in (one for one in columns if one.words):
            told = {row[speak.t(column.title)] for row in rows} - {""}
            assert told <= {speak.t(text) for text in column.words.values()}


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_two_columns_have_one_name_and_none_is_a_key(language: str) -> None:
    for columns in (ASSET_COLUMNS, FINDING_COLUMNS):
        names = heads(columns, named(language))
        assert len(set(names)) == len(columns)
        assert not {column.key for column in columns} & set(names)


def test_the_sheets_are_named_in_the_language_of_the_report() -> None:
    assert list(sheets(XlsxReport().render(factory(), "it"))) == ["Macchine", "Riscontri"]


def test_no_formula_passes_in_another_language_either() -> None:
    for content in (
        AssetsCsv().render(hostile_factory("=1"), "it"),
        FindingsCsv().render(hostile_factory("=1"), "it"),
    ):
        cells = [cell for row in table(content) for cell in row.values()]
        assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA)] == []


# DefectDojo: dojo/tools/generic/json_parser.py of django-DefectDojo refuses every other field.
REQUIRED = {"title", "severity", "description"}
OPTIONAL = """
    date cwe cve epss_score epss_percentile cvssv3 cvssv3_score cvssv4 cvssv4_score mitigation
    impact steps_to_reproduce severity_justification references active verified false_p out_of_scope
    risk_accepted under_review is_mitigated thread_id mitigated numerical_severity param payload
    line file_path component_name component_version static_finding dynamic_finding
    scanner_confidence unique_id_from_tool vuln_id_from_tool sast_source_object sast_sink_object
    sast_source_line sast_source_file_path nb_occurences publish_date service
    planned_remediation_date planned_remediation_version effort_for_fixing tags kev_date
    known_exploited ransomware_used fix_available fix_version endpoints files vulnerability_ids cwes
"""
ALLOWED = REQUIRED | set(OPTIONAL.split())


def entries(audit: Audit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DefectDojoReport().render(audit, "en"))["findings"]
    return found


@each_audit
def test_the_importer_would_take_every_entry(audit: Audit) -> None:
    for one in entries(audit):
        assert set(one) - ALLOWED == set()
        assert REQUIRED - set(one) == set()
        assert one["severity"] in {"Info", "Low", "Medium", "High", "Critical"}
        assert len(one["title"]) <= 511
        assert isinstance(one.get("cwe", 1), int)


def test_only_gaps_are_findings_there() -> None:
    audit = factory()
    gaps = [one.key for one in audit.findings if one.outcome is Outcome.NOT_MET]
    assert sorted(one["unique_id_from_tool"] for one in entries(audit)) == sorted(gaps)


def test_title_and_description_stay_the_same_when_only_the_answer_of_the_machine_changes() -> None:
    audit = factory()
    another = audit.model_copy(update={
        "findings": tuple(one.model_copy(update={"why": one.why.model_copy(update={"template": "Else."})})
                          for one in audit.findings),
    })  # fmt: skip
    first, second = ({(e["title"], e["description"]) for e in entries(one)} for one in (audit, another))
    assert first == second


def test_an_accepted_risk_is_marked_there_until_it_expires() -> None:
    audit = factory()
    gap = next(one for one in audit.findings if one.outcome is Outcome.NOT_MET)
    risk = AcceptedRisk.model_validate(
        {"check": gap.check, "owner": "A", "reason": "r", "until": "2027-01-01", "findings": [gap.key]}
    )
    for expired in (False, True):
        changed = risk.model_copy(update={"expired": expired})
        (one,) = [e for e in entries(audit.model_copy(update={"accepted": (changed,)}))
                  if e["unique_id_from_tool"] == gap.key]  # fmt: skip
        assert one["risk_accepted"] is not expired


@each_audit
def test_the_strict_validator_takes_the_inventory(audit: Audit) -> None:
    content = CycloneDxReport().render(audit, "it").decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(content) is None


def test_a_firmware_stands_inside_its_device() -> None:
    audit = factory()
    versions = sorted(asset.version for asset in audit.assets if asset.version)
    bom = json.loads(CycloneDxReport().render(audit, "en"))
    inside = [part for device in bom["components"] for part in device.get("components", ())]
    assert sorted(one["version"] for one in inside if one["type"] == "firmware") == versions
    assert {device["type"] for device in bom["components"]} == {"device"}


@each_audit
def test_nothing_in_the_summary_is_a_mark_of_html(audit: Audit) -> None:
    text = MarkdownReport().render(audit, "it").decode()
    assert re.findall(r"(?<!\\)<", text) == []
    assert re.findall(r"(?<!\\)\]\(", text) == []


def test_the_summary_says_the_interval_and_what_to_do_first() -> None:
    text = MarkdownReport().render(factory(), "en").decode()
    assert "Proven 41 of 100, could be up to 72" in text
    assert text.count("\n1. **") == 1


@given(st.text())
def test_plain_text_has_no_bare_mark(text: str) -> None:
    assert re.findall(r"(?<!\\)(?:\\\\)*[`*_<>\[\]#|]", plain(text)) == []
