"""One CVE record as rows."""

import json
from collections import Counter
from typing import Any

import pytest

from scanner.knowledge.facts import Affected, Scheme, Status, Vulnerability
from scanner.knowledge.feeds.cve.record import ALL, rows_of
from scanner.knowledge.feeds.faults import UnreadableError
from tests.scanner.knowledge.feeds.real import unpacked


def made(name: str, *versions: dict[str, Any], default: str = "unknown", **container: Any) -> dict[str, Any]:
    product = {"vendor": "Acme", "product": "Gateway", "versions": list(versions), "defaultStatus": default}
    cna = {"title": "Missing login", "affected": [product]} | container
    return {"cveMetadata": {"cveId": name, "state": "PUBLISHED"}, "containers": {"cna": cna}}


def _affected(*versions: dict[str, Any], default: str = "unknown") -> list[Affected]:
    data = json.dumps(made("CVE-2026-1000", *versions, default=default)).encode()
    return [row for row in rows_of(data, "x") if isinstance(row, Affected)]


@pytest.mark.parametrize(
    ("entry", "text", "fix"),
    [
        ({"version": "1.0", "lessThan": "2.0"}, ">=1.0|<2.0", "2.0"),
        ({"version": "0", "lessThan": "2.0"}, "<2.0", "2.0"),
        ({"version": "unspecified", "lessThanOrEqual": "2.0"}, "<=2.0", ""),
        ({"version": "1.5"}, "1.5", ""),
        ({"version": "1.0", "lessThan": "*"}, ">=1.0", ""),
        ({"version": "0", "lessThan": "*"}, ALL, ""),
        ({"version": "*"}, ALL, ""),
        ({"version": "All versions"}, ALL, ""),
        ({"version": "1", "lessThan": "before 2"}, ">=1|<before 2", ""),
    ],
)
def test_an_entry_is_one_range(entry: dict[str, Any], text: str, fix: str) -> None:
    (row,) = _affected(entry | {"status": "affected"})
    assert (row.versions, row.fix, row.status, row.scheme) == (text, fix, Status.AFFECTED, Scheme.OT)


def test_commits_are_passed_over() -> None:
    assert _affected({"version": "abc", "lessThan": "def", "status": "affected", "versionType": "git"}) == []


def test_unaffected_versions_are_said_too() -> None:
    rows = _affected({"version": "2.0", "status": "unaffected"}, default="affected")
    assert [(row.versions, row.status) for row in rows] == [
        ("2.0", Status.NOT_AFFECTED), (ALL, Status.AFFECTED),
    ]  # fmt: skip


def test_the_order_of_versions_is_kept_where_it_is_said() -> None:
    kinds = {"semver": Scheme.SEMVER, "rpm": Scheme.RPM, "deb": Scheme.DPKG, "custom": Scheme.OT}
    for kind, scheme in kinds.items():
        (row,) = _affected({"version": "1", "status": "affected", "versionType": kind})
        assert row.scheme is scheme


def test_an_unknown_status_says_nothing() -> None:
    assert _affected({"version": "1", "status": "unknown"}) == []


def test_a_vendor_that_is_not_known_gives_no_row() -> None:
    record = made("CVE-2026-1000")
    record["containers"]["cna"]["affected"] = [
        {"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a"}]}
    ]
    rows = list(rows_of(json.dumps(record).encode(), "x"))
    assert [type(row) for row in rows] == [Vulnerability]


def _metric(version: str, score: float) -> dict[str, Any]:
    return {f"cvssV{version}": {"baseScore": score, "vectorString": f"CVSS:{version[0]}.{version[2]}/AV:N"}}


def test_the_assigners_score_counts_before_that_of_others() -> None:
    record = made("CVE-2026-1000", metrics=[_metric("4_0", 9.9), _metric("3_1", 7.5), _metric("3_1", 8.1)])
    record["containers"]["adp"] = [{"metrics": [_metric("3_1", 10.0)]}]
    (row, *_) = rows_of(json.dumps(record).encode(), "x")
    assert isinstance(row, Vulnerability)
    assert (row.cvss, row.vector) == (8.1, "CVSS:3.1/AV:N")
    del record["containers"]["cna"]["metrics"]
    (row, *_) = rows_of(json.dumps(record).encode(), "x")
    assert isinstance(row, Vulnerability)
    assert row.cvss == 10.0


def test_a_score_outside_of_the_scale_is_none() -> None:
    (row, *_) = rows_of(json.dumps(made("CVE-2026-1000", metrics=[_metric("3_1", 1e9)])).encode(), "x")
    assert isinstance(row, Vulnerability)
    assert row.cvss is None


def test_a_rejected_record_says_nothing() -> None:
    record = made("CVE-2026-1000", {"version": "1", "status": "affected"})
    record["cveMetadata"]["state"] = "REJECTED"
    assert list(rows_of(json.dumps(record).encode(), "x")) == []


def test_a_record_of_too_many_versions_is_refused() -> None:
    versions = [{"version": str(each), "status": "affected"} for each in range(20_001)]
    with pytest.raises(UnreadableError, match="x names more than 20,000 versions"):
        _affected(*versions)


class TestRealRecords:
    def test_every_record_is_read(self) -> None:
        count: Counter[str] = Counter()
        for name, data in unpacked("cve-v5-2022.tar.xz", ".json"):
            count["records"] += 1
            count.update(type(row).__name__ for row in rows_of(data, name))
        assert count["records"] == 2_127
        assert count["Vulnerability"] > 2_100
        assert count["Affected"] > 15_000
