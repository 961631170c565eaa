"""docs/protocols.md tells what the probes do today."""

from pathlib import Path

from scanner.packs import load_probes
from scanner.sensor.catalogue import document
from scanner.sensor.guard.readonly import tables

PAGE = Path(__file__).resolve().parents[3] / "docs" / "protocols.md"
PROBES = load_probes("scanner.sensor.probes")


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == document(PROBES), (
        "run: python -m scanner.sensor.catalogue > docs/protocols.md"
    )


def test_every_probe_has_a_table_with_its_source() -> None:
    assert [probe.id for probe in PROBES if probe.protocol not in tables()] == []
    for field in ("source", "second", "tested"):
        assert [name for name, table in tables().items() if not getattr(table, field).strip()] == []


def test_the_page_tells_of_each_probe_its_sources_and_what_it_was_tested_against() -> None:
    sections = document(PROBES).split("\n## ")[1:]
    assert len(sections) == len(PROBES)
    for section in sections:
        for heading in ("- Evidence: ", "- Source: ", "- Second source: ", "- Tested against: "):
            told = [line for line in section.splitlines() if line.startswith(heading)]
            assert len(told) == 1, (heading, section)
            assert len(told[0]) > len(heading) + 3
