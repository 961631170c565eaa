"""report.json keeps its contract."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from reports.json import JsonReport
from reports.schema import SCHEMA_FILE, schema_text
from scanner.model import Audit
from tests.reports.hostile import HOSTILE, LONG, hostile_factory
from tests.reports.samples import empty_factory, factory, unfinished_factory
from tests.reports.told import told_factory


def _document(audit: Audit, language: str = "en") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(JsonReport().render(audit, language))
    return document


def test_the_published_schema_is_the_one_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    "audit", [empty_factory(), factory(), unfinished_factory(), factory(40), told_factory()]
)
def test_a_report_follows_the_published_schema(audit: Audit) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(_document(audit))


def test_the_schema_refuses_a_report_without_its_ledger() -> None:
    document = _document(factory())
    del document["ledger"]
    with pytest.raises(ValidationError):
        Draft202012Validator(json.loads(schema_text())).validate(document)


def test_the_parts_that_scripts_rely_on_are_there() -> None:
    document = _document(factory())
    assert list(document) == [
        "schema", "language", "scan", "score", "assets", "findings",
        "requirements", "actions", "good", "not_checked", "ledger", "known", "sources",
        "previous", "changes", "moved", "trend", "answers", "accepted", "frameworks",
    ]  # fmt: skip
    assert {
        "id", "addresses", "mac", "names", "role", "zone", "vendor", "product", "version", "serial", "services",
    } <= document["assets"][0].keys()  # fmt: skip
    assert document["assets"][0]["services"][0].keys() == {
        "transport",
        "port",
        "protocol",
        "product",
        "version",
    }
    assert {"check", "asset", "service", "outcome", "severity", "requirements", "why"} <= document[
        "findings"
    ][0].keys()
    assert {"id", "lo", "hi", "coverage"} <= document["requirements"][0].keys()
    assert document["ledger"]["assets"][0]["touches"] == 9
    assert document["ledger"]["assets"][0]["packets"] == 41


def test_a_finding_names_its_asset_its_service_and_its_requirements() -> None:
    finding = _document(factory())["findings"][0]
    assert finding["asset"] == "mac:00:80:f4:00:00:00"
    assert finding["service"] == {"transport": "tcp", "port": 502}
    assert finding["outcome"] == "not_met"
    assert finding["severity"] == "high"
    assert finding["requirements"] == ["R4", "R5"]
    assert finding["requirement_strength"] == {"R4": "hint", "R5": "evidence"}
    assert finding["why"] == "It told a stranger that it is a Schneider Electric Modicon M340."


def test_a_finding_about_the_whole_segment_has_no_asset_and_no_service() -> None:
    audit = factory(1)
    whole = audit.findings[0].model_copy(update={"asset": None, "service": None})
    finding = _document(audit.model_copy(update={"findings": (whole,)}))["findings"][0]
    assert (finding["asset"], finding["service"]) == (None, None)


def test_what_was_not_checked_has_its_reason_and_null_where_it_is_everything() -> None:
    left = _document(factory())["not_checked"]
    assert left[0] == {
        "asset": None, "check": "default-password", "service": None, "reason": "This needs your consent first.",
    }  # fmt: skip
    assert all(entry["reason"] for entry in left)


def test_assets_stand_in_the_order_of_their_addresses() -> None:
    numbers = [int(asset["addresses"][0].rpartition(".")[2]) for asset in _document(factory())["assets"]]
    assert numbers == list(range(1, 13))


def test_the_order_of_the_input_does_not_change_the_bytes() -> None:
    audit = factory(30)
    names = ("assets", "findings", "requirements", "actions", "not_checked", "checks")
    turned = audit.model_copy(update={name: getattr(audit, name)[::-1] for name in names})
    assert JsonReport().render(audit, "it") == JsonReport().render(turned, "it")


def test_times_are_utc_and_shares_are_numbers_of_zero_to_one() -> None:
    document = _document(unfinished_factory())
    assert document["scan"]["started"] == "2026-11-20T07:30:00Z"
    assert document["scan"]["complete"] is False
    assert document["score"]["lo"] == 0.41


def test_the_deadline_of_an_action_counts_from_the_end_of_the_audit() -> None:
    actions = _document(factory())["actions"]
    assert (actions[0]["deadline_days"], actions[0]["deadline"]) == (7, "2026-11-27")
    assert actions[-1]["deadline"] is None


def test_ids_and_codes_are_the_same_in_every_language() -> None:
    english, italian = _document(factory()), _document(factory(), "it")
    assert italian["language"] == "it"
    for name in ("assets", "ledger", "score"):
        assert english[name] == italian[name]
    assert [known["theme"] for known in italian["requirements"]] == [
        known["theme"] for known in english["requirements"]
    ]


def test_changes_and_what_moved_are_told_with_their_codes() -> None:
    document = _document(told_factory())
    assert document["previous"] == "5a1f0c77"
    assert document["changes"][0] == {
        "kind": "fixed", "check": "modbus-open", "asset": "mac:00:80:f4:00:00:00", "title": "Press 1",
        "why": "It did not answer.",
    }  # fmt: skip
    assert document["changes"][-1]["asset"] is None
    assert document["moved"][0]["checks"] == ["modbus-open", "vnc-no-password"]
    assert [point["lo"] for point in document["trend"]] == [0.2, 0.25, 0.31, 0.38, 0.41]


def test_answers_accepted_risks_and_frameworks_are_told_whole() -> None:
    document = _document(told_factory(), "it")
    assert document["answers"][0]["title"] == "Tenete un registro dei dati personali che trattate?"
    assert document["answers"][0]["on"] == "2026-10-02"
    assert document["answers"][1]["outdated"] is True
    assert document["accepted"][0]["until"] == "2027-03-31"
    assert document["accepted"][0]["findings"] == document["answers"][3]["contradicted_by"]
    assert document["frameworks"][0]["links"][0] == {
        "requirement": "R5", "reference": "32(1)(b)", "strength": "evidence",
    }  # fmt: skip
    assert next(one["questions"] for one in document["requirements"] if one["id"] == "R8") == [
        "restore-tested", "plc-programs",
    ]  # fmt: skip


def test_a_text_of_any_length_is_cut_and_the_cut_is_announced() -> None:
    audit = hostile_factory("A" * 65_536)
    written = JsonReport().render(audit, "en")
    assert b"A" * 4001 not in written
    assert json.loads(written)["assets"][0]["vendor"] == "A" * 4000 + "… (+61,536 characters)"


def test_a_hostile_factory_keeps_the_document_small_and_valid() -> None:
    written = JsonReport().render(hostile_factory(LONG), "en")
    assert len(written) < 4_000_000
    Draft202012Validator(json.loads(schema_text())).validate(json.loads(written))


def test_a_text_at_the_limit_is_left_whole() -> None:
    audit = hostile_factory("B" * 4000)
    assert json.loads(JsonReport().render(audit, "en"))["assets"][0]["vendor"] == "B" * 4000
    assert len(HOSTILE) < 4000
