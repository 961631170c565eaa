"""Patch level of a distribution's packages and of Windows: the maker's own fixed revision decides."""

from collections.abc import Iterable, Sequence

from scanner.knowledge.database.found import DistroRow
from scanner.knowledge.database.reader import Reader
from scanner.knowledge.facts import Remedy, Scheme
from scanner.knowledge.match import Match
from scanner.knowledge.versions import UnreadableVersionError, key
from scanner.model.known import Sure

_NOT_OPEN = frozenset({"resolved", "not-affected", "undetermined"})
"""States of Debian's tracker; `undetermined`: nobody has looked yet."""
_MINOR = frozenset({"unimportant", "negligible", "end-of-life"})


def scheme_of(release: str) -> Scheme:
    kind = release.partition("/")[0]
    return {"debian": Scheme.DPKG, "ubuntu": Scheme.DPKG, "alpine": Scheme.APK}.get(kind, Scheme.RPM)


def of_package(reader: Reader, release: str, package: str, version: str) -> tuple[Match, ...] | None:
    """What is not mended in a source package of this version; None: nobody can tell.

    What a distribution has not mended at all is only told where attackers use it: its trackers list
    thousands of open trifles, on each machine the same. Ubuntu's list has one form for what is open and for
    what nobody has looked at, so that is never more than possible.
    """
    rows = reader.distro(release, package)
    if not rows and release not in reader.releases:
        return None
    try:
        mine = key(version, scheme_of(release))
    except UnreadableVersionError:
        return None
    return tuple(match for row in rows if (match := _open(reader, release, row, mine, version)))


def _open(reader: Reader, release: str, row: DistroRow, mine: bytes, version: str) -> Match | None:
    about = reader.vulnerability(row.vulnerability)
    if row.key is not None:
        if mine >= row.key:
            return None
    elif not about.exploited or row.urgency in _MINOR or row.state in _NOT_OPEN:
        return None
    unmended: Sure = "possible" if release.startswith("ubuntu/") else "no fix exists"
    return Match(
        vulnerability=about, sure="confirmed" if row.key else unmended,
        product=f"{row.package} ({release})", advisory=about.name, href=_tracker(release, about.name), source=0,
        versions=f"< {row.fixed}" if row.fixed else "", fix=row.fixed,
        remedy=Remedy.FIX if row.key else Remedy.NOT_YET, condition="",
    )  # fmt: skip


def _tracker(release: str, name: str) -> str:
    if release.startswith("ubuntu/"):
        return f"https://ubuntu.com/security/{name}"
    return f"https://security-tracker.debian.org/tracker/{name}" if release.startswith("debian/") else ""


def of_packages(
    reader: Reader, release: str, installed: Iterable[tuple[str, str]]
) -> tuple[dict[str, Sequence[Match]], int]:
    """For each source package what is not mended in it, and how many could not be told."""
    found: dict[str, Sequence[Match]] = {}
    untold = 0
    for package, version in dict.fromkeys(installed):
        matches = of_package(reader, release, package, version)
        untold += matches is None
        if matches:
            found[package] = matches
    return found, untold


def of_windows(reader: Reader, build: int, revision: int) -> tuple[Match, ...] | None:
    """What is not mended in a Windows of this build and revision; None: the knowledge lacks the build."""
    if build not in reader.windows_builds:
        return None
    return tuple(
        Match(
            vulnerability=reader.vulnerability(vulnerability), sure="confirmed", product=f"Windows build {build}",
            advisory=kb or reader.vulnerability(vulnerability).name, source=0,
            href=f"https://msrc.microsoft.com/update-guide/vulnerability/{reader.vulnerability(vulnerability).name}",
            versions=f"< 10.0.{build}.{fixed}", fix=f"10.0.{build}.{fixed}", remedy=Remedy.FIX,
        )
        for vulnerability, fixed, kb in reader.windows(build, revision)
    )  # fmt: skip
