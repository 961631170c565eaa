"""Microsoft's monthly documents: the first mended revision of each Windows build."""

import json
from dataclasses import replace
from typing import Any

import pytest

from scanner.knowledge.facts import Vulnerability, WindowsFix
from scanner.knowledge.feeds import Result, Settings, Shelf, catalogue, msrc, update
from tests.scanner.knowledge.feeds.conftest import Built, quiet
from tests.scanner.knowledge.feeds.served import Served

NAMES = [
    {"ProductID": "1", "Value": "Windows 10 Version 1809"},
    {"ProductID": "2", "Value": "Windows Server 2022"},
]


def _remedy(
    build: str, kb: str = "5040000", product: str = "1", kind: str = "Security Update"
) -> dict[str, Any]:
    return {"FixedBuild": build, "Description": {"Value": kb}, "ProductID": [product], "SubType": kind}


def _month(name: str, *remedies: dict[str, Any]) -> bytes:
    weakness = {
        "CVE": name, "Title": {"Value": "Kernel"}, "Remediations": list(remedies),
        "CVSSScoreSets": [{"BaseScore": 7.8, "Vector": "CVSS:3.1/AV:L"}, {"BaseScore": 5.0}],
    }  # fmt: skip
    return json.dumps({"ProductTree": {"FullProductName": NAMES}, "Vulnerability": [weakness]}).encode()


@pytest.fixture
def listed(
    settings: Settings,
    served: Served,
    built: Built,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    monkeypatch.setitem(catalogue.SOURCES, "msrc", lambda: msrc.source(served.url("/updates")))
    return replace(settings, names=("msrc",))


def _offer(served: Served, **months: tuple[str, bytes]) -> None:
    value = []
    for name, (changed, body) in months.items():
        shown = name.replace("_", "-")
        served.files[f"/cvrf/{shown}"] = body
        value.append({"ID": shown, "CvrfUrl": served.url(f"/cvrf/{shown}"), "InitialReleaseDate": shown[:4],
                      "CurrentReleaseDate": changed})  # fmt: skip
    served.files["/updates"] = json.dumps({"value": value}).encode()


def _fixes(settings: Settings) -> list[WindowsFix]:
    return [row for row in Shelf(settings.shelves / "msrc").rows() if isinstance(row, WindowsFix)]


def test_the_fixed_build_is_read(listed: Settings, served: Served) -> None:
    _offer(served, x2026_Jan=("", b""), **{"2026_Feb": ("2026-02-10T08:00:00Z", _month(
        "CVE-2026-1000", _remedy("10.0.17763.6293"), _remedy("10.0.17763.6293", product="2"),
        _remedy("15.9.83.0"), _remedy(""), _remedy("10.0.20348.2700", "KB5042881", "2"),
    ))})  # fmt: skip
    assert update(listed, (), quiet).complete
    rows = list(Shelf(listed.shelves / "msrc").rows())
    assert rows == [
        Vulnerability(id="CVE-2026-1000", title="Kernel", cvss=7.8, vector="CVSS:3.1/AV:L"),
        WindowsFix(build=17763, vulnerability="CVE-2026-1000", revision=6293, kb="KB5040000",
                   product="Windows 10 Version 1809"),
        WindowsFix(build=20348, vulnerability="CVE-2026-1000", revision=2700, kb="KB5042881",
                   product="Windows Server 2022"),
    ]  # fmt: skip
    assert Shelf(listed.shelves / "msrc").standing().newest_at == "2026-02-10"
    assert "/cvrf/x2026-Jan" not in served.asked


def test_a_hotpatched_machine_is_mended_too(listed: Settings, served: Served) -> None:
    both = _remedy("10.0.20348.5499"), _remedy("10.0.20348.5440", kind="Security Hotpatch Update")
    _offer(served, **{"2026_Feb": ("2026-02-10", _month("CVE-2026-1000", *both))})
    update(listed, (), quiet)
    assert [fix.revision for fix in _fixes(listed)] == [5440]


def test_only_months_that_changed_are_fetched_again(listed: Settings, served: Served) -> None:
    january, february = (
        _month("CVE-2026-1000", _remedy("10.0.17763.1")),
        _month("CVE-2026-2000", _remedy("10.0.17763.2")),
    )
    _offer(served, **{"2026_Jan": ("2026-01-10", january), "2026_Feb": ("2026-02-10", february)})
    update(listed, (), quiet)
    served.asked.clear()
    changed = _month("CVE-2026-2000", _remedy("10.0.17763.3"))
    _offer(served, **{"2026_Jan": ("2026-01-10", january), "2026_Feb": ("2026-02-11", changed)})
    assert update(listed, (), quiet).outcomes[0].result is Result.UPDATED
    assert served.asked == ["/updates", "/cvrf/2026-Feb"]
    assert {fix.vulnerability: fix.revision for fix in _fixes(listed)} == {
        "CVE-2026-1000": 1,
        "CVE-2026-2000": 3,
    }


def test_a_month_that_cannot_be_read_is_skipped(listed: Settings, served: Served) -> None:
    good = _month("CVE-2026-1000", _remedy("10.0.17763.1"))
    _offer(served, **{"2026_Jan": ("2026-01-10", b"<xml/>"), "2026_Feb": ("2026-02-10", good)})
    (outcome,) = update(listed, (), quiet).outcomes
    assert outcome.skipped == 1
    assert outcome.told[0].startswith("2026-Jan cannot be read: JSON is malformed")
    assert len(_fixes(listed)) == 1


def test_a_list_that_is_none_is_told(listed: Settings, served: Served) -> None:
    served.files["/updates"] = b"<html>"
    problem = update(listed, (), quiet).outcomes[0].problem
    assert problem.startswith("msrc: the list of documents cannot be read")
