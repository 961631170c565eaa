"""The distribution's own fixed revision decides; a patched banner raises no alarm."""

import pytest

from scanner.knowledge.banners import Packaged, ssh_package
from scanner.knowledge.facts import DistroFix, Exploited, Row, Vulnerability, WindowsFix
from scanner.knowledge.knowledge import Knowledge
from tests.scanner.knowledge.made import CVE, OTHER, knowledge

# Fixed revisions of CVE-2024-6387 as the trackers of Debian (DSA-5724-1) and Ubuntu (USN-6859-1) tell them.
REGRESSION = "CVE-2024-6387"
FIXES: tuple[Row, ...] = (
    DistroFix(
        release="debian/bookworm", package="openssh", vulnerability=REGRESSION, fixed="1:9.2p1-2+deb12u3"
    ),
    DistroFix(
        release="ubuntu/22.04", package="openssh", vulnerability=REGRESSION, fixed="1:8.9p1-3ubuntu0.10"
    ),
    DistroFix(
        release="ubuntu/24.04", package="openssh", vulnerability=REGRESSION, fixed="1:9.6p1-3ubuntu13.3"
    ),
    DistroFix(
        release="debian/bullseye",
        package="openssh",
        vulnerability="CVE-2023-38408",
        fixed="1:8.4p1-5+deb11u2",
    ),
)


def found(known: Knowledge, version: str, comment: str) -> list[str] | None:
    package = ssh_package("OpenSSH", version, comment)
    assert package is not None
    matches = known.package(package.release, package.package, package.version)
    return None if matches is None else [one.vulnerability.name for one in matches]


@pytest.mark.parametrize(
    ("version", "comment"),
    [
        ("9.2p1", "Debian-2+deb12u3"),
        ("9.2p1", "Debian-2+deb12u5"),
        ("8.9p1", "Ubuntu-3ubuntu0.10"),
        ("8.9p1", "Ubuntu-3ubuntu0.13"),
        ("9.6p1", "Ubuntu-3ubuntu13.3"),
        ("9.6p1", "Ubuntu-3ubuntu13.11"),
        ("8.4p1", "Debian-5+deb11u2"),
        ("8.4p1", "Debian-5+deb11u3"),
    ],
)
def test_a_patched_banner_raises_no_alarm(version: str, comment: str) -> None:
    with knowledge(*FIXES) as known:
        assert found(known, version, comment) == []


@pytest.mark.parametrize(
    ("version", "comment"),
    [
        ("9.2p1", "Debian-2+deb12u2"),
        ("9.2p1", "Debian-2"),
        ("8.9p1", "Ubuntu-3ubuntu0.9"),
        ("8.9p1", "Ubuntu-3"),
        ("9.6p1", "Ubuntu-3ubuntu13"),
        ("9.6p1", "Ubuntu-3ubuntu13.2"),
    ],
)
def test_the_revision_before_is_confirmed_with_its_cure(version: str, comment: str) -> None:
    with knowledge(*FIXES) as known:
        assert found(known, version, comment) == [REGRESSION]
        package = ssh_package("OpenSSH", version, comment)
        assert package is not None
        (match,) = known.package(package.release, package.package, package.version) or ()
    assert match.sure == "confirmed"
    assert REGRESSION in match.href
    assert match.fix


def test_a_release_without_a_list_cannot_be_told() -> None:
    with knowledge(*FIXES) as known:
        assert known.package("debian/trixie", "openssh", "1:10.0p1-7") is None
        assert known.package("debian/bookworm", "openssh", "not a version") is None
        assert known.package("debian/bookworm", "curl", "7.88.1-10") == ()


def open_one(**changes: str) -> DistroFix:
    return DistroFix(
        **{"release": "debian/bookworm", "package": "openssh", "vulnerability": CVE, "state": "open"}
        | changes
    )


def test_what_is_not_mended_is_told_only_where_attackers_use_it() -> None:
    rows: list[Row] = [open_one(), open_one(vulnerability=OTHER), Exploited(id=OTHER, added="2024-01-01")]
    with knowledge(*rows) as known:
        matches = known.package("debian/bookworm", "openssh", "1:9.2p1-2")
    assert [(one.vulnerability.name, one.sure) for one in matches or ()] == [(OTHER, "no fix exists")]


def test_a_trifle_by_the_word_of_the_distribution_is_none() -> None:
    rows: list[Row] = [open_one(urgency="unimportant"), Exploited(id=CVE, added="2024-01-01")]
    with knowledge(*rows) as known:
        assert known.package("debian/bookworm", "openssh", "1:9.2p1-2") == ()


def test_a_windows_revision_is_compared_with_the_fixed_one() -> None:
    rows: list[Row] = [
        Vulnerability(id=CVE, cvss=8.0),
        WindowsFix(build=17763, vulnerability=CVE, revision=5000, kb="KB1"),
        WindowsFix(build=17763, vulnerability=CVE, revision=4900, kb="KB1"),
    ]
    with knowledge(*rows) as known:
        assert [one.fix for one in known.windows_patches(17763, 4899) or ()] == ["10.0.17763.4900"]
        assert known.windows_patches(17763, 4900) == ()
        assert known.windows_patches(19045, 1) is None


def test_a_package_is_its_release_name_and_version() -> None:
    assert Packaged("a", "b", "c") == Packaged("a", "b", "c") != Packaged("a", "b", "d")


@pytest.mark.parametrize(
    ("release", "state", "sure"),
    [
        ("debian/bookworm", "open", ["no fix exists"]),
        ("debian/bookworm", "undetermined", []),
        ("debian/bookworm", "resolved", []),
        ("ubuntu/22.04", "needed", ["possible"]),
    ],
)
def test_what_nobody_has_looked_at_yet_never_counts(release: str, state: str, sure: list[str]) -> None:
    rows: list[Row] = [open_one(release=release, state=state), Exploited(id=CVE, added="2024-01-01")]
    with knowledge(*rows) as known:
        matches = known.package(release, "openssh", "1:9.2p1-2+deb12u3")
    assert matches is not None
    assert [one.sure for one in matches] == sure
