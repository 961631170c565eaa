"""Ubuntu's security data in the OSV form: one archive with a JSON document for each CVE.

`affected[].package` names the source package and the release (`Ubuntu:22.04:LTS`, `Ubuntu:Pro:18.04:LTS`), a
range of type ECOSYSTEM its `introduced` and `fixed` events (OSV schema, "affected[].ranges[].events").
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from scanner.knowledge.facts import DistroFix, Row
from scanner.knowledge.feeds.bounded import tar_xz
from scanner.knowledge.feeds.decoding import decode, tidy
from scanner.knowledge.feeds.faults import Skipped, UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.limits import GIGA
from scanner.knowledge.feeds.single import SingleFile

URL = "https://security-metadata.canonical.com/osv/osv-all.tar.xz"
_RELEASE = re.compile(r"Ubuntu:(Pro:)?(\d{2}\.\d{2})(?::LTS)?")
_MEMBER = re.compile(r"(?:.*/)?cve/(?:.*/)?[\w.-]+\.json")
NO_FIX = "needed"


class _Package(Struct):
    name: str = ""
    ecosystem: str = ""


class _Event(Struct):
    introduced: str = ""
    fixed: str = ""


class _Range(Struct):
    type: str = ""
    events: list[_Event] = []


class _Specific(Struct):
    ubuntu_priority: str = ""


class _Affected(Struct):
    package: _Package
    ranges: list[_Range] = []
    ecosystem_specific: _Specific | None = None


class _Document(Struct):
    id: str
    withdrawn: str | None = None
    upstream: list[str] = []
    aliases: list[str] = []
    affected: list[_Affected] = []


def read(path: Path, skipped: Skipped) -> Iterator[Row]:
    """One row for each release and source package of each CVE document."""
    for name, data in tar_xz(path):
        if not _MEMBER.fullmatch(name):  # notices (usn/) say the same by another key
            continue
        try:
            document = decode(_Document, data, name)
        except UnreadableError as error:
            skipped.add(str(error))
            continue
        if not document.withdrawn:
            yield from rows_of(document)


def rows_of(document: _Document) -> Iterator[Row]:
    """The rows of one document; none when it names no CVE."""
    names = [document.id.removeprefix("UBUNTU-"), *document.upstream, *document.aliases]
    vulnerability = next(filter(None, map(cve, names)), "")
    for each in document.affected if vulnerability else ():
        release = _RELEASE.fullmatch(each.package.ecosystem)
        if release is None:  # FIPS and real-time variants are packages of their own
            continue
        fixed = [event.fixed for line in each.ranges if line.type == "ECOSYSTEM"
                 for event in line.events if event.fixed]  # fmt: skip
        yield DistroFix(
            release=f"ubuntu{'-pro' if release[1] else ''}/{release[2]}",
            package=tidy(each.package.name, 100), vulnerability=vulnerability,
            fixed=tidy(fixed[-1], 100) if fixed else "", state="released" if fixed else NO_FIX,
            urgency=tidy(each.ecosystem_specific.ubuntu_priority if each.ecosystem_specific else "", 40),
        )  # fmt: skip


def source(url: str = URL) -> SingleFile:
    return SingleFile("ubuntu", "Ubuntu security data (OSV)", "CC-BY-SA-4.0", url, GIGA, read)
