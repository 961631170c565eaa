"""Debian's security tracker: in which package revision a release fixed what. One JSON file.

Package → vulnerability → releases → {status, fixed_version, urgency}
(https://security-tracker.debian.org/tracker/data/json; the version "0" means that it never was affected).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Raw, Struct

from scanner.knowledge.facts import DistroFix, Row
from scanner.knowledge.feeds.decoding import decode, tidy
from scanner.knowledge.feeds.faults import Skipped, UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.single import SingleFile

URL = "https://security-tracker.debian.org/tracker/data/json"
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]{0,99}")
_RELEASE = re.compile(r"[a-z]{2,20}")


class _Release(Struct):
    status: str = ""
    fixed_version: str = ""
    urgency: str = ""


class _Issue(Struct):
    releases: dict[str, _Release] = {}


def read(path: Path, skipped: Skipped) -> Iterator[Row]:
    """One row for each package, vulnerability with a CVE, and release."""
    # The inner parts stay bytes until their turn: the whole as objects would be many times the file.
    for package, raw in decode(dict[str, Raw], path.read_bytes(), "the list").items():
        try:
            issues = decode(dict[str, _Issue], raw, f"package {tidy(package, 60)}")
        except UnreadableError as error:
            skipped.add(str(error))
            continue
        if _PACKAGE.fullmatch(package):
            yield from _package(package, issues)


def _package(package: str, issues: dict[str, _Issue]) -> Iterator[Row]:
    for name, issue in issues.items():
        if not cve(name):  # TEMP-… is a name for inside only
            continue
        for release, at in issue.releases.items():
            if _RELEASE.fullmatch(release):
                yield DistroFix(
                    release=f"debian/{release}", package=package, vulnerability=cve(name),
                    fixed=tidy(at.fixed_version, 100), state=tidy(at.status, 40), urgency=tidy(at.urgency, 40),
                )  # fmt: skip


def source(url: str = URL) -> SingleFile:
    return SingleFile("debian", "Debian security tracker", "public facts (Debian)", url, 512 * MEGA, read)
