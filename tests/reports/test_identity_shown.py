"""What is known of a machine, how surely, and where its sources disagree: in both reports."""

import json

from reports.html import HtmlReport
from reports.json import JsonReport
from scanner.model import Asset, Audit, Contradiction, Identification
from tests.reports.reading import read
from tests.reports.samples import factory

SAID = tuple(
    Identification(field="vendor", value=value, evidence=evidence, confidence=confidence)
    for value, evidence, confidence in (("Siemens", "e-1", 0.95), ("ACME <b>", "e-2", 0.9))
)
ROLES = tuple(
    Identification(field="role", value=value, evidence=f"e-{value}", confidence=0.9)
    for value in ("plc", "energy-meter")
)
DISPUTES = (Contradiction(field="vendor", said=SAID), Contradiction(field="role", said=ROLES))


def disputed(**more: object) -> Audit:
    audit = factory()
    known = {"purdue_level": "1", "contradictions": DISPUTES, "identifications": SAID + ROLES, **more}
    return audit.model_copy(update={"assets": (audit.assets[0].model_copy(update=known), *audit.assets[1:])})


def shown(audit: Audit, language: str = "en") -> str:
    return " ".join(read(HtmlReport().render(audit, language)).text.split())


def test_a_contradiction_stands_in_the_entry_of_its_machine() -> None:
    page = shown(disputed())
    assert "It says different things about itself:" in page
    assert "Maker: Siemens / ACME <b>" in page
    assert "Kind of machine: Controller (PLC) / Energy meter" in page


def test_a_contradiction_is_shown_in_italian_too() -> None:
    page = shown(disputed(), "it")
    assert "Dice cose diverse di sé:" in page
    assert "Contatore di energia" in page


def test_a_machine_without_a_contradiction_says_nothing_of_the_kind() -> None:
    assert "different things about itself" not in shown(factory())


def test_the_level_is_shown_where_it_is_known() -> None:
    assert "Level (Purdue model) 1: control of machines" in shown(disputed())
    assert "Level (Purdue model)" not in shown(factory())


def test_the_document_tells_each_source_with_its_evidence_and_how_far_it_is_trusted() -> None:
    document = json.loads(JsonReport().render(disputed(), "en"))
    told = next(asset for asset in document["assets"] if asset["contradictions"])
    assert told["purdue_level"] == "1"
    assert told["identifications"][0] == {
        "field": "vendor", "value": "Siemens", "evidence": "e-1", "confidence": 0.95,
    }  # fmt: skip
    assert [one["field"] for one in told["contradictions"]] == ["vendor", "role"]
    assert [one["value"] for one in told["contradictions"][0]["said"]] == ["Siemens", "ACME <b>"]


def test_an_audit_of_before_has_no_level_and_no_contradiction() -> None:
    old = Asset.model_validate({"id": "a", "addresses": ["10.0.0.1"]})
    assert (old.purdue_level, old.contradictions) == ("", ())
