"""The CVE list's releases: a base with all records, then what changed each day."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.knowledge.facts import Affected
from scanner.knowledge.feeds import Settings, Shelf, catalogue, cve, update
from scanner.knowledge.feeds.faults import FeedError
from tests.scanner.knowledge.feeds.conftest import Built, holds, quiet
from tests.scanner.knowledge.feeds.served import Served
from tests.scanner.knowledge.feeds.test_cve import made


class TestReleases:
    @pytest.fixture
    def listed(
        self,
        settings: Settings,
        served: Served,
        built: Built,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Settings:
        monkeypatch.setitem(catalogue.SOURCES, "cve", lambda: cve.source(served.url("/releases")))
        return replace(settings, names=("cve",))

    def test_the_base_is_packed_twice(self, listed: Settings, served: Served) -> None:
        _offer(served, base("2026-01-01", _zip(_wrapped("CVE-2026-1000", "<1"))))
        assert update(listed, (), quiet).complete
        assert _said(listed) == {"CVE-2026-1000": "<1"}

    def test_a_change_wins_over_the_base(self, listed: Settings, served: Served) -> None:
        _offer(
            served, base("2026-01-01", _records(("CVE-2026-1000", "<1"), ("CVE-2026-2000", "<1"))),
            delta("2026-01-01", "0500Z", ("CVE-2026-1000", "<2"), ("CVE-2026-3000", "<2")),
        )  # fmt: skip
        update(listed, (), quiet)
        assert _said(listed) == {"CVE-2026-1000": "<2", "CVE-2026-2000": "<1", "CVE-2026-3000": "<2"}
        assert Shelf(listed.shelves / "cve").standing().newest_at == "2026-01-01"

    def test_later_only_the_changes_are_fetched(self, listed: Settings, served: Served) -> None:
        first = [
            base("2026-01-01", _records(("CVE-2026-1000", "<1"))),
            delta("2026-01-01", "0500Z", ("CVE-2026-1000", "<2")),
        ]
        _offer(served, *first)
        update(listed, (), quiet)
        served.asked.clear()
        _offer(
            served, *first, base("2026-01-02", _records(("CVE-2026-9999", "<9"))),
            delta("2026-01-01", "end_of_day", ("CVE-2026-1000", "<3")),
            delta("2026-01-02", "0100Z", ("CVE-2026-4000", "<4")),
        )  # fmt: skip
        update(listed, (), quiet)
        assert served.asked[1:] == [
            "/2026-01-01_delta_CVEs_at_end_of_day.zip",
            "/2026-01-02_delta_CVEs_at_0100Z.zip",
        ]
        assert _said(listed) == {"CVE-2026-1000": "<3", "CVE-2026-4000": "<4"}

    def test_after_a_gap_the_base_is_fetched_again(self, listed: Settings, served: Served) -> None:
        _offer(served, base("2026-01-01", _records(("CVE-2026-1000", "<1"))))
        update(listed, (), quiet)
        _offer(served, base("2026-01-05", _records(("CVE-2026-1000", "<5"))),
               delta("2026-01-04", "end_of_day", ("CVE-2026-1000", "<4")))  # fmt: skip
        update(listed, (), quiet)
        assert _said(listed) == {"CVE-2026-1000": "<5"}
        assert sorted(file.name for file in (listed.shelves / "cve" / "raw").iterdir()) == [
            "base-02026-01-05.zip"
        ]

    def test_a_broken_record_is_skipped(self, listed: Settings, served: Served) -> None:
        _offer(
            served,
            base("2026-01-01", _zip(_wrapped("CVE-2026-1000", "<1"), ("cves/CVE-2026-2000.json", b"{"))),
        )
        (outcome,) = update(listed, (), quiet).outcomes
        assert (outcome.skipped, holds(listed)) == (1, {"cve": 2})
        assert outcome.told[0].startswith("CVE-2026-2000 cannot be read")

    @pytest.mark.parametrize("body", [b"not a zip", b""])
    def test_a_base_that_is_no_archive_is_told(self, listed: Settings, served: Served, body: bytes) -> None:
        _offer(served, base("2026-01-01", body))
        (outcome,) = update(listed, (), quiet).outcomes
        assert outcome.problem == (
            "cve: the archive cannot be unpacked: File is not a zip file; there is no data of it yet."
        )

    def test_a_base_that_was_no_archive_is_fetched_again(self, listed: Settings, served: Served) -> None:
        _offer(served, base("2026-01-01", b"not a zip"))
        update(listed, (), quiet)
        _offer(served, base("2026-01-01", _records(("CVE-2026-1000", "<1"))))
        assert update(listed, (), quiet).complete

    def test_a_list_without_a_base_is_told(self, listed: Settings, served: Served) -> None:
        _offer(served)
        problem = update(listed, (), quiet).outcomes[0].problem
        assert problem.startswith("cve: the list of releases names no base with all records;")

    def test_an_archive_that_unpacks_too_far_is_refused(self, tmp_path: Path) -> None:
        from scanner.knowledge.feeds.bounded import unwrap, zipped

        (tmp_path / "a.zip").write_bytes(_zip(*((f"{n}.json", bytes(100_000)) for n in range(20))))
        with pytest.raises(FeedError, match="the archive unpacks to more than 1 MB"):
            list(zipped(tmp_path / "a.zip", 1_000_000))
        (tmp_path / "b.zip").write_bytes(_zip(("inner.zip", bytes(2_000_000))))
        with pytest.raises(FeedError, match="the archive unpacks to more than 1 MB"):
            unwrap(tmp_path / "b.zip", 1_000_000)


def _wrapped(name: str, versions: str) -> tuple[str, bytes]:
    entry = {"version": "0", "lessThan": versions.removeprefix("<"), "status": "affected"}
    return f"cves/2026/1xxx/{name}.json", json.dumps(made(name, entry)).encode()


def _zip(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def _records(*pairs: tuple[str, str]) -> bytes:
    return _zip(("cves.zip", _zip(*(_wrapped(*pair) for pair in pairs))))


def base(day: str, body: bytes) -> tuple[str, bytes]:
    return f"{day}_all_CVEs_at_midnight.zip.zip", body


def delta(day: str, hour: str, *pairs: tuple[str, str]) -> tuple[str, bytes]:
    return f"{day}_delta_CVEs_at_{hour}.zip", _zip(*(_wrapped(*pair) for pair in pairs))


def _offer(served: Served, *files: tuple[str, bytes]) -> None:
    served.files.update({f"/{name}": body for name, body in files})
    assets = [{"name": name, "browser_download_url": served.url(f"/{name}")} for name, _ in files]
    body = json.dumps([{"tag_name": "x", "assets": assets}]).encode()

    def page(handler: Any) -> None:
        handler.give(body if handler.path.endswith("page=1") else b"[]")

    served.acts["/releases"] = page


def _said(settings: Settings) -> dict[str, str]:
    rows = Shelf(settings.shelves / "cve").rows()
    return {row.vulnerability: row.versions for row in rows if isinstance(row, Affected)}
