"""The catalogue against the documents it was taken from, where they are present beside the checkout."""

import json
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scanner.knowledge.facts import Exploited, Row, Support
from scanner.knowledge.starter.reading import KEV, Statement

Present = Callable[[str], Path]


class Document(NamedTuple):
    """What an advisory says. `text`: title, products and remedies."""

    cves: set[str]
    versions: set[str]
    text: str


def members(path: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if re.search(pattern, member.name) and (data := archive.extractfile(member)):
                yield member.name, data.read()


def versions(branches: list[dict[str, Any]]) -> Iterator[str]:
    for branch in branches:
        if "product" in branch:
            yield branch["name"].strip()
        yield from versions(branch.get("branches", []))


def document(read: dict[str, Any]) -> Document:
    tree, weaknesses = read.get("product_tree", {}), read.get("vulnerabilities", [])
    remedies = [one.get("remediations", []) for one in weaknesses]
    return Document(
        {one.get("cve", "") for one in weaknesses},
        set(versions(tree.get("branches", []))),
        json.dumps([read["document"]["title"], tree, remedies], ensure_ascii=False),
    )


@pytest.fixture(scope="module")
def advisories(present: Present) -> dict[str, Document]:
    found = (
        json.loads(data) for _, data in members(present("csaf-ot-2017-2022.tar.xz"), r"/icsa-[^/]*\.json$")
    )
    return {one["document"]["tracking"]["id"]: document(one) for one in found}


@pytest.fixture(scope="module")
def listed(present: Present) -> dict[str, dict[str, str]]:
    read = json.loads(present("known_exploited_vulnerabilities.json").read_bytes())
    return {entry["cveID"]: entry for entry in read["vulnerabilities"]}


@pytest.fixture(scope="module")
def records(present: Present) -> dict[str, str]:
    return {
        Path(name).stem: data.decode()
        for name, data in members(present("cve-v5-2022.tar.xz"), r"CVE-.*\.json$")
    }


def of_cisa(told: tuple[Statement, ...]) -> list[Statement]:
    return [one for one in told if one.advisory.startswith("ICSA-")]


def words(text: str) -> set[str]:
    """Without other letters than ASCII: some names were stored in a wrong character set."""
    return set(re.findall(r"[A-Za-z0-9]{2,}", text))


def test_every_vulnerability_of_a_statement_stands_in_its_advisory(
    told: tuple[Statement, ...], advisories: dict[str, Document]
) -> None:
    said = [(one.advisory, cve) for one in of_cisa(told) for cve in one.cves]
    assert len(said) > 5000
    assert [(name, cve) for name, cve in said if cve not in advisories[name].cves] == []


def test_every_bound_is_the_text_of_its_advisory(
    told: tuple[Statement, ...], advisories: dict[str, Document]
) -> None:
    said = [(one.advisory, one.versions) for one in of_cisa(told)]
    assert [(name, text) for name, text in said if text not in advisories[name].versions] == []


def test_every_product_is_named_as_in_its_advisory(
    told: tuple[Statement, ...], advisories: dict[str, Document]
) -> None:
    said = [(one.advisory, name) for one in of_cisa(told) for name in one.products]
    assert [
        (name, product) for name, product in said if not words(product) <= words(advisories[name].text)
    ] == []


def test_every_order_number_stands_in_its_advisory(
    told: tuple[Statement, ...], advisories: dict[str, Document]
) -> None:
    said = [
        (one.advisory, number) for one in of_cisa(told) for some in one.products.values() for number in some
    ]
    assert len(said) > 2000
    assert [(name, number) for name, number in said if number not in advisories[name].text] == []


def test_every_fixed_version_stands_in_its_advisory(
    told: tuple[Statement, ...], advisories: dict[str, Document]
) -> None:
    said = [(one.advisory, one.fix) for one in of_cisa(told) if one.fix]
    assert len(said) > 1000
    assert [(name, fix) for name, fix in said if fix.casefold() not in advisories[name].text.casefold()] == []


def test_what_is_said_to_be_exploited_is_what_the_list_says(
    all_rows: tuple[Row, ...], listed: dict[str, dict[str, str]]
) -> None:
    found = {row.id: (row.added, row.ransomware) for row in all_rows if isinstance(row, Exploited)}
    assert found == {
        name: (entry["dateAdded"], entry["knownRansomwareCampaignUse"] == "Known")
        for name, entry in listed.items()
    }


def test_a_device_from_the_list_is_named_as_the_list_names_it(
    told: tuple[Statement, ...], listed: dict[str, dict[str, str]]
) -> None:
    said = [
        (listed[cve], name)
        for one in told
        if one.advisory == KEV
        for cve in one.cves
        for name in one.products
    ]
    assert len(said) > 200
    for entry, name in said:
        assert name in f"{entry['product']} {entry['vulnerabilityName']}"
        assert f"nvd.nist.gov/vuln/detail/{entry['cveID']}" in entry["notes"]


def test_exploited_weaknesses_of_plant_products_are_among_them(
    told: tuple[Statement, ...], listed: dict[str, dict[str, str]]
) -> None:
    exploited = {cve for one in of_cisa(told) for cve in one.cves if cve in listed}
    assert {
        "CVE-2018-0171",
        "CVE-2021-3156",
        "CVE-2021-38406",
        "CVE-2021-44228",
        "CVE-2022-0847",
    } <= exploited


def test_what_a_cve_record_says_is_said_as_it_says_it(
    told: tuple[Statement, ...], records: dict[str, str]
) -> None:
    said = [one for one in told if not one.advisory.startswith("ICSA-") and one.advisory != KEV]
    assert len(said) > 100
    for one in said:
        for cve in one.cves:
            record = words(records[cve])
            assert words(one.versions.replace("vers:all/*", "")) <= record, (cve, one.versions)
            assert words(" ".join(one.products)) <= record
            assert one.href in records[cve] or one.href.endswith(cve)


def test_support_dates_are_those_of_the_list(all_rows: tuple[Row, ...], present: Present) -> None:
    pages = {
        Path(name).stem: data.decode()
        for name, data in members(present("endoflife-products.tar.xz"), r"\.md$")
    }
    support = [
        row for row in all_rows if isinstance(row, Support) and row.href.startswith("https://endoflife.date/")
    ]
    for row in support:
        start = re.search(
            rf"releaseCycle: [\"']?{re.escape(row.cycle)}[\"']?\s*(?:#.*)?(?=\n)", pages[row.product]
        )
        assert start, (row.product, row.cycle)
        part = pages[row.product][start.end() :].partition("releaseCycle:")[0]
        told = dict(re.findall(r"\n    (\w+): \"?(\d{4}-\d\d-\d\d)\b", part))
        dates = {"eoas": row.active, "eol": row.security, "eoes": row.extended}
        assert dates == {key: told.get(key, "") for key in dates}, (row.product, row.cycle)
        assert row.ended == ("\n    eol: true" in part)
