"""Documents in the form that the real ones have, field by field, with what our readers leave aside.

The forms were read in public copies of real documents, on 2026-11-22: Ubuntu's OSV records (canonical/
ubuntu-security-notices, osv/cve/2023), Microsoft's CVRF of September 2024 (p0w3rsh3ll/MSRC-data) and the definitions of
its API (microsoft/MSRC-Microsoft-Security-Updates-API, docs/swagger.json), the program that writes the list of
Debian's tracker (its clean_dict leaves empty fields out), and EPSS files in the tests of other programs.
"""

import gzip
import io
import json
import tarfile
from pathlib import Path
from typing import Any

from scanner.knowledge.facts import DistroFix, Probability, Row, WindowsFix
from scanner.knowledge.feeds import debian, epss, msrc, ubuntu
from scanner.knowledge.feeds.decoding import decode
from scanner.knowledge.feeds.faults import Skipped

DEBIAN = {
    "made-ssl": {
        "CVE-2026-1111": {
            "description": "made up", "debianbug": 1111111, "scope": "remote",
            "releases": {
                "bookworm": {"status": "resolved", "urgency": "not yet assigned",
                             "repositories": {"bookworm": "3.0.18-1~deb12u1", "bookworm-security": "3.0.18-1~deb12u2"},
                             "fixed_version": "3.0.18-1~deb12u2"},
                "trixie": {"status": "open", "urgency": "low", "repositories": {"trixie": "3.5.1-1"},
                           "nodsa": "Minor issue", "nodsa_reason": "postponed", "next_point_update": True},
                "sid": {"status": "resolved", "fixed_version": "0"},
                "bullseye": {"status": "undetermined"},
            },
        },
    },
}  # fmt: skip

UBUNTU: dict[str, Any] = {
    "schema_version": "1.6.3", "id": "CVE-2026-1111", "details": "made up", "aliases": [], "related": [],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
    "published": "2026-02-07T00:00:00Z", "modified": "2026-08-23T16:30:36Z",
    "affected": [
        {"package": {"ecosystem": "Ubuntu:Pro:16.04:LTS", "name": "openssl",
                     "purl": "pkg:deb/ubuntu/openssl@1.0.2g-1ubuntu4.20+esm6?arch=src?distro=esm-infra/xenial"},
         "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0.2g-1ubuntu4.20+esm6"}]}],
         "versions": ["1.0.2g-1ubuntu4"],
         "ecosystem_specific": {"binaries": [{"openssl": "1.0.2g-1ubuntu4.20+esm6"}],
                                "availability": "Available with Ubuntu Pro", "ubuntu_priority": "medium"}},
        {"package": {"ecosystem": "Ubuntu:22.04:LTS", "name": "edk2"},
         "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}], "versions": ["2022.02-3"]},
    ],
}  # fmt: skip

MSRC = {
    "DocumentTitle": {"Value": "Security Updates"}, "DocumentType": {"Value": "Security Update"},
    "ProductTree": {"Branch": [{"Items": [], "Type": 0, "Name": "Microsoft"}],
                    "FullProductName": [{"ProductID": "11923", "Value": "Windows Server 2022", "CPE": "cpe:/o:x"}]},
    "Vulnerability": [
        {"CVE": "CVE-2026-1111", "Title": {"Value": "Kernel"}, "Notes": [{"Title": "Description", "Type": 2}],
         "ProductStatuses": [{"ProductID": ["11923"], "Type": 3}],
         "Threats": [{"Description": {"Value": "Important"}, "ProductID": ["11923"], "Type": 3}],
         "CVSSScoreSets": [{"BaseScore": 7.8, "TemporalScore": 6.8, "Vector": "CVSS:3.1/AV:L", "ProductID": ["11923"]}],
         "Remediations": [
             {"Description": {"Value": "5042881"}, "URL": "https://example.org", "Supercedence": "5041160",
              "ProductID": ["11923"], "Type": 2, "RestartRequired": {"Value": "Yes"}, "SubType": "Security Update",
              "FixedBuild": "10.0.20348.2700"},
             {"Description": {"Value": "5042880"}, "ProductID": ["11923"], "Type": 2, "RestartRequired": {},
              "SubType": "SecurityHotpatchUpdate", "FixedBuild": "10.0.20348.2695"},
             {"Description": {"Value": "5042881"}, "ProductID": ["11923"], "Type": 5},
             {"Description": {"Value": "Release Notes"}, "ProductID": None, "Type": 2, "FixedBuild": ""},
         ]},
        {"CVE": "CVE-2026-2222", "Title": {"Value": None}, "Remediations": None, "CVSSScoreSets": None},
    ],
}  # fmt: skip

EPSS = (
    "#model_version:v2023.03.01,score_date:2026-09-24T12:55:00+0000\n"
    "cve,epss,percentile\nCVE-1999-0001,0.01141,0.7769\n"
)


def _packed(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:xz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def test_debians_tracker(tmp_path: Path) -> None:
    path, skipped = tmp_path / "file", Skipped()
    path.write_text(json.dumps(DEBIAN))
    rows = {row.release: row for row in debian.read(path, skipped) if isinstance(row, DistroFix)}
    assert skipped.count == 0
    assert (rows["debian/bookworm"].fixed, rows["debian/bookworm"].state) == ("3.0.18-1~deb12u2", "resolved")
    assert (rows["debian/trixie"].fixed, rows["debian/trixie"].state) == ("", "open")
    assert (rows["debian/sid"].fixed, rows["debian/sid"].state) == ("0", "resolved")
    assert (rows["debian/bullseye"].fixed, rows["debian/bullseye"].state) == ("", "undetermined")


def test_ubuntus_records(tmp_path: Path) -> None:
    path, skipped = tmp_path / "file", Skipped()
    path.write_bytes(_packed("osv/cve/2026/CVE-2026-1111.json", json.dumps(UBUNTU).encode()))
    rows: list[Row] = list(ubuntu.read(path, skipped))
    assert skipped.count == 0
    assert rows == [
        DistroFix(release="ubuntu-pro/16.04", package="openssl", vulnerability="CVE-2026-1111",
                  fixed="1.0.2g-1ubuntu4.20+esm6", state="released", urgency="medium"),
        DistroFix(release="ubuntu/22.04", package="edk2", vulnerability="CVE-2026-1111", state="needed"),
    ]  # fmt: skip


def test_microsofts_months() -> None:
    document = decode(msrc._Document, json.dumps(MSRC).encode(), "2026-Sep")
    fixes = [row for row in msrc.rows_of(document) if isinstance(row, WindowsFix)]
    assert fixes == [WindowsFix(build=20348, vulnerability="CVE-2026-1111", revision=2695, kb="KB5042880",
                                product="Windows Server 2022")]  # fmt: skip


def test_the_chances_of_an_attempt(tmp_path: Path) -> None:
    path, skipped = tmp_path / "file", Skipped()
    path.write_bytes(gzip.compress(EPSS.encode()))
    assert list(epss.read(path, skipped)) == [Probability(id="CVE-1999-0001", epss=0.01141)]
    assert epss.newest(path) == "2026-09-24"
    assert skipped.count == 0
