"""One CSAF document as rows."""

import json
from collections import Counter
from typing import Any

import pytest

from scanner.knowledge.facts import Affected, Remedy, Row, Status, Vulnerability
from scanner.knowledge.feeds.csaf.advisory import rows_of
from scanner.knowledge.feeds.csaf.directory import joined
from scanner.knowledge.feeds.faults import UnreadableError
from tests.scanner.knowledge.feeds.advisories import advisory, version
from tests.scanner.knowledge.feeds.real import unpacked


def _rows(document: dict[str, Any]) -> list[Row]:
    return list(rows_of(json.dumps(document).encode(), "a.json"))


def _affected(document: dict[str, Any]) -> list[Affected]:
    return [row for row in _rows(document) if isinstance(row, Affected)]


def test_all_that_an_advisory_says_of_a_product_is_in_its_row() -> None:
    document = advisory("ACME-1")
    weakness, affected = _rows(document)
    assert weakness == Vulnerability(
        id=document["vulnerabilities"][0]["cve"], title="Missing login", cvss=9.8, vector="CVSS:3.1/AV:N",
        cwe="CWE-306",
    )  # fmt: skip
    assert affected == Affected(
        vulnerability=weakness.id, advisory="ACME-1", vendor="Acme", family="Drives", product="Acme Drive 100",
        versions="<V2.0", order_numbers=("AC-100",), fix="V2.0", remedy=Remedy.FIX,
        href="https://acme.example/acme-1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("known_affected", Status.AFFECTED), ("first_affected", Status.AFFECTED),
        ("last_affected", Status.AFFECTED), ("known_not_affected", Status.NOT_AFFECTED),
        ("fixed", Status.FIXED), ("first_fixed", Status.FIXED),
        ("under_investigation", Status.UNDER_INVESTIGATION),
    ],
)  # fmt: skip
def test_what_is_said_of_a_version_is_kept(field: str, status: Status) -> None:
    (row,) = _affected(advisory("A-1", product_status={field: ["P1"]}))
    assert row.status is status


def test_a_recommended_version_is_not_called_fixed() -> None:
    assert _affected(advisory("A-1", product_status={"recommended": ["P1"]})) == []


def test_the_fixed_version_of_the_document_itself_wins_over_the_words() -> None:
    both = [version("<V2.0", "P1"), version("V2.0 SP1", "P2", exact=True)]
    rows = _affected(advisory("A-1", *both, product_status={"known_affected": ["P1"], "fixed": ["P2"]}))
    assert {row.versions: row.fix for row in rows} == {"<V2.0": "V2.0 SP1", "V2.0 SP1": ""}


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("Update to V4.5 or later version", "V4.5"),
        ("Upgrade the firmware to version 1.2.3-b4, see the site.", "1.2.3"),
        ("Users should update CNCSoft to 2.10 SP 1", "2.10 SP 1"),
        ("Update to the latest version", ""),
        ("Contact support at 10.0.0.1", ""),
    ],
)
def test_the_fixed_version_is_read_from_plain_words_only(words: str, fix: str) -> None:
    remedies = [{"category": "vendor_fix", "details": words, "product_ids": ["P1"]}]
    (row,) = _affected(advisory("A-1", remediations=remedies))
    assert row.fix == fix


@pytest.mark.parametrize(("versions", "fix"), [("<V2.0", "V2.0"), ("vers:all/*", "")])
def test_a_fix_for_the_products_with_a_bound_is_none_for_those_without(versions: str, fix: str) -> None:
    words = "We recommend that the products listed as All versions prior to V2.0 update to V2.0 or later."
    remedies = [{"category": "vendor_fix", "details": words, "product_ids": ["P1"]}]
    (row,) = _affected(advisory("A-1", version(versions, "P1"), remediations=remedies))
    assert row.fix == fix


@pytest.mark.parametrize(
    ("categories", "remedy"),
    [
        (["mitigation"], Remedy.WORKAROUND), (["none_available", "workaround"], Remedy.NOT_YET),
        (["mitigation", "no_fix_planned"], Remedy.NONE_PLANNED), (["mitigation", "vendor_fix"], Remedy.FIX),
        (["of tomorrow"], Remedy.UNKNOWN), ([], Remedy.UNKNOWN),
    ],
)  # fmt: skip
def test_a_fix_counts_more_than_a_workaround(categories: list[str], remedy: Remedy) -> None:
    remedies = [{"category": each, "details": "Update it.", "product_ids": ["P1"]} for each in categories]
    (row,) = _affected(advisory("A-1", remediations=remedies))
    assert row.remedy is remedy


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Restrict access to port 443/tcp", Remedy.WORKAROUND),
        ("Only open projects from trusted sources.", Remedy.WORKAROUND),
        ("Apply the patch", Remedy.FIX),
        ("Contact customer support", Remedy.FIX),
        ("The maker will not be developing a fix. A new model is to be released.", Remedy.NONE_PLANNED),
        ("No fix is planned", Remedy.NONE_PLANNED),
        (
            "There will be no fix for 1.x: no updates will be provided. Users of 2.x should update it to 2.4.",
            Remedy.FIX,
        ),
    ],
)
def test_a_fix_that_mends_nothing_is_a_workaround(words: str, remedy: Remedy) -> None:
    remedies = [{"category": "vendor_fix", "details": words, "product_ids": ["P1"]}]
    (row,) = _affected(advisory("A-1", remediations=remedies))
    assert row.remedy is remedy


def test_a_remedy_for_a_group_holds_for_its_products() -> None:
    document = advisory(
        "A-1", remediations=[{"category": "no_fix_planned", "details": "x", "group_ids": ["G"]}]
    )
    document["product_tree"]["product_groups"] = [{"group_id": "G", "product_ids": ["P1"]}]
    assert _affected(document)[0].remedy is Remedy.NONE_PLANNED


def test_a_product_on_another_one_has_a_condition() -> None:
    document = advisory(
        "A-1", version("<V2", "P1"), version("V1", "P2"), product_status={"known_affected": ["R"]}
    )
    document["product_tree"]["relationships"] = [{
        "category": "installed_on", "product_reference": "P1", "relates_to_product_reference": "P2",
        "full_product_name": {"product_id": "R", "name": "both"},
    }]  # fmt: skip
    (row,) = _affected(document)
    assert (row.versions, row.condition) == ("<V2", "installed on Acme Drive 100 V1")


def test_a_branch_that_nobody_sees_from_outside_is_a_condition() -> None:
    inner = {"category": "specification", "name": "with option X", "branches": [version("<V2", "P1")]}
    (row,) = _affected(advisory("A-1", inner))
    assert (row.versions, row.condition) == ("<V2", "with option X")


def test_a_weakness_without_a_cve_gets_the_advisorys_name() -> None:
    document = advisory("A-1", cve="")
    document["vulnerabilities"] *= 2
    names = [row.id for row in _rows(document) if isinstance(row, Vulnerability)]
    assert names == ["A-1", "A-1#2"]


def test_a_draft_says_nothing() -> None:
    document = advisory("A-1")
    document["document"]["tracking"]["status"] = "draft"
    assert _rows(document) == []


def test_text_is_one_short_line() -> None:
    (weakness, _) = _rows(advisory("A-1", title="a\n\x1b[31m\x00b " + "x" * 9_000))
    assert isinstance(weakness, Vulnerability)
    assert weakness.title.startswith("a [31m b xxx")
    assert len(weakness.title) == 500


def _deep(levels: int) -> bytes:
    branch = '{"category":"product_name","name":"x","branches":['
    tree = branch * levels + "]}" * levels
    return f'{{"document":{{"tracking":{{"id":"A"}}}},"product_tree":{{"branches":[{tree}]}}}}'.encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read"), (b"[]", "cannot be read"), (b"\xff\xfe{}", "cannot be read"),
        (b'{"document":{"tracking":{"id":"A"}}', "cannot be read"),
        (b'{"document":{"tracking":{"id":"../../etc"}}}', "has no name of its own"),
        (b"[" * 100_000, "cannot be read"),
        (_deep(100), "too deep inside each other"), (_deep(50_000), "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_advisory_is_told_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as told:
        list(rows_of(data, "a.json"))
    assert "\n" not in str(told.value)


def test_an_advisory_that_would_give_millions_of_rows_is_refused() -> None:
    many = [version("<V2", f"P{number}") for number in range(1_000)]
    document = advisory(
        "A-1", *many, product_status={"known_affected": [f"P{number}" for number in range(1_000)]}
    )
    document["vulnerabilities"] *= 300
    with pytest.raises(UnreadableError, match="gives more than 200,000 rows"):
        _rows(document)


def test_a_real_document_cut_anywhere_never_raises_anything_else() -> None:
    whole = json.dumps(advisory("A-1")).encode()
    for cut in range(len(whole)):
        with pytest.raises(UnreadableError):
            list(rows_of(whole[:cut], "a.json"))


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("https://a.example/csaf/white/", "2026/x.json", "https://a.example/csaf/white/2026/x.json"),
        (
            "https://a.example/b/csaf/white/",
            "csaf/white/2026/x.json",
            "https://a.example/b/csaf/white/2026/x.json",
        ),
        ("https://a.example/", "2026/x y.json", "https://a.example/2026/x%20y.json"),
    ],
)
def test_a_listed_path_is_joined_to_its_directory(base: str, path: str, url: str) -> None:
    assert joined(base, path) == url


class TestRealAdvisories:
    def test_every_advisory_of_six_years_is_read(self) -> None:
        count: Counter[str] = Counter()
        for name, data in unpacked("csaf-ot-2017-2022.tar.xz", ".json"):
            if name.startswith("20"):
                count["documents"] += 1
                count.update(type(row).__name__ for row in rows_of(data, name))
        assert count["documents"] == 1_655
        assert count["Affected"] > 20_000
        assert count["Vulnerability"] > 4_500

    def test_their_checksums_and_lists_are_of_the_kind_that_is_read(self) -> None:
        from scanner.knowledge.feeds.checksums import _HEX
        from scanner.knowledge.feeds.csaf.directory import _entries

        files = dict(unpacked("csaf-ot-2017-2022.tar.xz", ""))
        sums = [body for name, body in files.items() if name.endswith(".sha512")]
        assert len(sums) > 1_600
        assert all(_HEX.match(each) for each in sums)
        base = "https://raw.example/cisagov/CSAF/develop/csaf_files/OT/white/"
        listed = list(_entries(files["changes.csv"].decode(), base))
        assert len(listed) > 1_600
        assert all(each.updated and each.url.startswith(base + "20") for each in listed)
