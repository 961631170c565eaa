"""How a line of the catalogue becomes rows."""

from pathlib import Path

import pytest
from msgspec import ValidationError

from scanner.knowledge.facts import Affected, Remedy, Row, Status, Support, Vulnerability
from scanner.knowledge.starter import reading, rows

LINE = (
    '{"advisory":"ICSA-01-002-03","vendor":"Made up","line":"Pump 9","versions":"< V2","fix":"V2","remedy":"fix",'
    '"cves":["CVE-2001-0001","CVE-2001-0002"],"products":{"Pump 9a":["P9-A"],"Pump 9b":[]}'
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "advisories").mkdir()
    for name in (
        "vulnerabilities",
        "weaknesses",
        "exploited",
        "aliases",
        "support-it",
        "support-devices",
        "support-ot",
    ):
        (tmp_path / f"{name}.jsonl").write_text("")
    monkeypatch.setattr(reading, "DATA", tmp_path)
    return tmp_path


def read(data: Path, name: str, text: str) -> list[Row]:
    (data / name).write_text(text)
    return list(rows())


def affected(data: Path, text: str) -> list[Affected]:
    return [row for row in read(data, "advisories/made-up.jsonl", text) if isinstance(row, Affected)]


def test_a_line_gives_one_row_for_each_vulnerability_and_product(data: Path) -> None:
    found = affected(data, LINE + "}")
    assert [(row.vulnerability, row.product, row.order_numbers) for row in found] == [
        ("CVE-2001-0001", "Pump 9a", ("P9-A",)),
        ("CVE-2001-0001", "Pump 9b", ()),
        ("CVE-2001-0002", "Pump 9a", ("P9-A",)),
        ("CVE-2001-0002", "Pump 9b", ()),
    ]
    assert {(row.versions, row.fix, row.remedy, row.status) for row in found} == {
        ("< V2", "V2", Remedy.FIX, Status.AFFECTED)
    }


def test_only_a_line_about_the_whole_product_line_names_it_as_family(data: Path) -> None:
    assert {row.family for row in affected(data, LINE + "}")} == {""}
    assert {row.family for row in affected(data, LINE + ',"whole":true}')} == {"Pump 9"}


def test_an_advisory_of_cisa_is_cited_by_its_address(data: Path) -> None:
    assert (
        affected(data, LINE + "}")[0].href == "https://www.cisa.gov/news-events/ics-advisories/icsa-01-002-03"
    )


def test_an_address_in_the_line_is_the_one_that_is_cited(data: Path) -> None:
    assert affected(data, LINE + ',"href":"https://maker.example/7"}')[0].href == "https://maker.example/7"


def test_a_row_from_the_list_of_exploited_ones_leads_to_its_vulnerability(data: Path) -> None:
    found = affected(data, LINE.replace("ICSA-01-002-03", "KEV") + "}")
    assert found[-1].href == "https://nvd.nist.gov/vuln/detail/CVE-2001-0002"


def test_a_misspelt_key_is_refused(data: Path) -> None:
    with pytest.raises(ValidationError, match="conditon"):
        affected(data, LINE + ',"conditon":"with a module"}')


def test_a_weakness_is_the_title_of_what_has_none(data: Path) -> None:
    (data / "weaknesses.jsonl").write_text('{"id":"CWE-20","name":"Improper Input Validation"}')
    lines = '{"id":"CVE-2001-0001","cwe":"CWE-20"}\n{"id":"CVE-2001-0002","cwe":"CWE-20","title":"Its own"}'
    found = read(data, "vulnerabilities.jsonl", lines)
    assert [row.title for row in found if isinstance(row, Vulnerability)] == [
        "Improper Input Validation",
        "Its own",
    ]


def test_a_support_date_without_an_address_is_cited_by_the_page_of_its_product(data: Path) -> None:
    found = read(data, "support-it.jsonl", '{"product":"debian","cycle":"12"}')
    assert [row.href for row in found if isinstance(row, Support)] == ["https://endoflife.date/debian"]
