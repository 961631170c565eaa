"""Sources that are one list: KEV, EPSS, endoflife.date, Debian, Ubuntu."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.knowledge.facts import DistroFix, Exploited, Probability, Row, Support
from scanner.knowledge.feeds import (
    bounded,
    debian,
    endoflife,
    epss,
    kev,
    ubuntu,
)
from scanner.knowledge.feeds.faults import FeedError, Skipped
from tests.scanner.knowledge.feeds.real import real

Reader = Callable[[Path, Skipped], Iterator[Row]]

KEV = {
    "dateReleased": "2026-01-02T10:00:00Z",
    "vulnerabilities": [
        {"cveID": "CVE-2026-1111", "dateAdded": "2026-01-01", "knownRansomwareCampaignUse": "Known"},
        {"cveID": "cve-2026-2222", "dateAdded": "2026-01-02", "knownRansomwareCampaignUse": "Unknown"},
        {"cveID": "nonsense", "dateAdded": "2026-01-02"},
    ],
}
EPSS = (
    "#model_version:v2025.03.14,score_date:2026-01-03T00:00:00Z\ncve,epss,percentile\n"
    "CVE-2026-1111,0.9,0.99\nCVE-2026-2222,1.5,0.9\nCVE-2026-3333,nan,0.9\nCVE-2026-4444\n"
)
EOL = {
    "generated_at": "2026-01-04T00:00:00+00:00",
    "result": [
        {"name": "windows", "label": "Microsoft Windows", "links": {"html": "https://endoflife.date/windows"},
         "releases": [{"name": "11-24h2-e", "label": "11 24H2 (E)", "releaseDate": "2024-10-01", "isEol": False,
                       "eoasFrom": "2027-10-12", "eolFrom": "2027-10-12", "eoesFrom": None,
                       "latest": {"name": "10.0.26100"}}]},
        {"name": "old", "releases": [{"name": "1", "isEol": True, "eolFrom": None}]},
        {"name": "broken", "releases": 7},
    ],
}  # fmt: skip
DEBIAN = {
    "openssh": {
        "CVE-2026-1111": {"releases": {
            "bookworm": {"status": "resolved", "fixed_version": "1:9.2p1-2+deb12u7", "urgency": "medium"},
            "trixie": {"status": "open", "urgency": "not yet assigned"},
            "sid; rm": {"status": "resolved", "fixed_version": "1"},
        }},
        "TEMP-0000000-ABCDEF": {"releases": {"bookworm": {"status": "open"}}},
    },
    "Bad Name": {"CVE-2026-1111": {"releases": {"bookworm": {"status": "open"}}}},
    "wrong": 5,
}  # fmt: skip


def _ubuntu(name: str, *affected: dict[str, Any], **more: Any) -> tuple[str, bytes]:
    return f"osv/cve/2026/{name}.json", json.dumps({"id": name, "affected": affected, **more}).encode()


def _for(ecosystem: str, *fixed: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, *({"fixed": each} for each in fixed)]
    return {"package": {"ecosystem": ecosystem, "name": "openssh"}, "ranges": [{"type": "ECOSYSTEM", "events": events}],
            "ecosystem_specific": {"ubuntu_priority": "high"}}  # fmt: skip


UBUNTU = [
    _ubuntu("UBUNTU-CVE-2026-1111", _for("Ubuntu:22.04:LTS", "1:8.9p1-3ubuntu0.13"), _for("Ubuntu:Pro:18.04:LTS"),
            _for("Ubuntu:25.10", "1:10"), _for("Ubuntu:Pro:FIPS-updates:22.04:LTS", "1")),
    _ubuntu("UBUNTU-CVE-2026-2222", _for("Ubuntu:22.04:LTS", "1"), withdrawn="2026-01-01"),
    _ubuntu("USN-1-1", _for("Ubuntu:22.04:LTS", "2"), upstream=["CVE-2026-3333"]),
    ("osv/usn/USN-2-1.json", b"{}"),
    ("osv/cve/2026/broken.json", b"{"),
]  # fmt: skip


def _tar(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:xz") as archive:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return file.getvalue()


def _read(tmp_path: Path, reader: Reader, data: bytes) -> tuple[list[Row], Skipped]:
    skipped = Skipped()
    (tmp_path / "file").write_bytes(data)
    return list(reader(tmp_path / "file", skipped)), skipped


def test_the_list_of_exploited_ones(tmp_path: Path) -> None:
    rows, skipped = _read(tmp_path, kev.read, json.dumps(KEV).encode())
    assert rows == [Exploited(id="CVE-2026-1111", added="2026-01-01", ransomware=True),
                    Exploited(id="CVE-2026-2222", added="2026-01-02")]  # fmt: skip
    assert skipped.told == ["an entry of the list has no CVE or no day"]
    assert kev.newest(tmp_path / "file") == "2026-01-02"


def test_the_chances(tmp_path: Path) -> None:
    rows, skipped = _read(tmp_path, epss.read, gzip.compress(EPSS.encode()))
    assert rows == [Probability(id="CVE-2026-1111", epss=0.9)]
    assert skipped.count == 3
    assert epss.newest(tmp_path / "file") == "2026-01-03"


def test_support_dates(tmp_path: Path) -> None:
    rows, skipped = _read(tmp_path, endoflife.read, json.dumps(EOL).encode())
    assert rows == [
        Support(product="windows", cycle="11-24h2-e", label="Microsoft Windows 11 24H2 (E)", edition="e", build="26100",
                latest="10.0.26100", released="2024-10-01", active="2027-10-12", security="2027-10-12",
                href="https://endoflife.date/windows"),
        Support(product="old", cycle="1", label="old 1", ended=True),
    ]  # fmt: skip
    assert skipped.told[0].startswith("product 3 of the list cannot be read")
    assert endoflife.newest(tmp_path / "file") == "2026-01-04"


def test_debians_fixed_versions(tmp_path: Path) -> None:
    rows, skipped = _read(tmp_path, debian.read, json.dumps(DEBIAN).encode())
    common = {"package": "openssh", "vulnerability": "CVE-2026-1111"}
    assert rows == [
        DistroFix(
            release="debian/bookworm", fixed="1:9.2p1-2+deb12u7", state="resolved", urgency="medium", **common
        ),
        DistroFix(release="debian/trixie", state="open", urgency="not yet assigned", **common),
    ]
    assert [each.split(":")[0] for each in skipped.told] == ["package wrong cannot be read"]


def test_ubuntus_fixed_versions(tmp_path: Path) -> None:
    rows, skipped = _read(tmp_path, ubuntu.read, _tar(UBUNTU))
    common = {"package": "openssh", "urgency": "high"}
    one = "CVE-2026-1111"
    assert rows == [
        DistroFix(
            release="ubuntu/22.04", vulnerability=one, fixed="1:8.9p1-3ubuntu0.13", state="released", **common
        ),
        DistroFix(release="ubuntu-pro/18.04", vulnerability=one, state="needed", **common),
        DistroFix(release="ubuntu/25.10", vulnerability=one, fixed="1:10", state="released", **common),
        DistroFix(
            release="ubuntu/22.04", vulnerability="CVE-2026-3333", fixed="2", state="released", **common
        ),
    ]
    assert skipped.told[0].startswith("osv/cve/2026/broken.json cannot be read")


HOSTILE = [b"", b"null", b"[]", b"\xff" * 100, b"[" * 200_000, b'{"vulnerabilities":' + b"[" * 200_000]
READERS = [kev.read, epss.read, endoflife.read, debian.read, ubuntu.read]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("data", HOSTILE)
def test_what_is_no_list_is_told_in_one_sentence(tmp_path: Path, reader: Reader, data: bytes) -> None:
    with pytest.raises(FeedError) as told:
        _read(tmp_path, reader, data)
    assert str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("reader", "whole"),
    [(kev.read, json.dumps(KEV).encode()), (epss.read, gzip.compress(EPSS.encode())),
     (endoflife.read, json.dumps(EOL).encode()), (debian.read, json.dumps(DEBIAN).encode()),
     (ubuntu.read, _tar(UBUNTU))],
)  # fmt: skip
def test_a_list_cut_anywhere_never_raises_anything_else(tmp_path: Path, reader: Reader, whole: bytes) -> None:
    for cut in range(0, len(whole) - 1, 7):
        with pytest.raises(FeedError):
            _read(tmp_path, reader, whole[:cut])


class TestBombs:
    def test_a_packed_list_is_not_unpacked_without_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(epss, "MOST_UNPACKED", 1_000_000)
        with pytest.raises(FeedError, match="the file unpacks to more than 1 MB"):
            _read(tmp_path, epss.read, gzip.compress(b"# nothing\n" * 5_000_000, 1))

    def test_an_archive_is_not_unpacked_without_end(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(_tar([(f"osv/cve/{n}.json", bytes(100_000)) for n in range(30)]))
        with pytest.raises(FeedError, match="the archive unpacks to more than 1 MB"):
            list(bounded.tar_xz(tmp_path / "file", 1_000_000))

    def test_unpacking_takes_bounded_memory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bounded, "MOST_MEMORY", 1_000_000)
        (tmp_path / "file").write_bytes(_tar(UBUNTU))
        with pytest.raises(FeedError, match="the archive cannot be unpacked: Memory usage limit exceeded"):
            list(bounded.tar_xz(tmp_path / "file"))

    def test_links_and_devices_in_an_archive_are_passed_over(self, tmp_path: Path) -> None:
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w:xz") as archive:
            for kind in (
                tarfile.SYMTYPE,
                tarfile.LNKTYPE,
                tarfile.CHRTYPE,
                tarfile.FIFOTYPE,
                tarfile.DIRTYPE,
            ):
                info = tarfile.TarInfo("osv/cve/x.json")
                info.type, info.linkname = kind, "/etc/passwd"
                archive.addfile(info)
        (tmp_path / "file").write_bytes(file.getvalue())
        assert list(bounded.tar_xz(tmp_path / "file")) == []


class TestRealLists:
    def test_the_real_list_of_exploited_ones(self) -> None:
        skipped = Skipped()
        path = real("known_exploited_vulnerabilities.json")
        rows = list(kev.read(path, skipped))
        assert (len(rows), skipped.count, kev.newest(path)) == (1_404, 0, "2025-08-25")
        assert sum(row.ransomware for row in rows if isinstance(row, Exploited)) > 200
