"""Microsoft's monthly security documents (CVRF as JSON): the first mended revision of each Windows build.

`/updates` lists the documents with the date of their last change; a document's `Vulnerability[].Remediations[]`
carries `FixedBuild` (10.0.<build>.<revision>), the number of the update and the products
(https://api.msrc.microsoft.com/cvrf/v3.0/swagger/v3/swagger.json).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from scanner.knowledge.facts import Row, Vulnerability, WindowsFix
from scanner.knowledge.feeds.decoding import day, decode, tidy
from scanner.knowledge.feeds.documents import Entry, Library
from scanner.knowledge.feeds.faults import Skipped, UnreadableError
from scanner.knowledge.feeds.identifiers import cve
from scanner.knowledge.feeds.scores import Cvss, worst
from scanner.knowledge.feeds.source import Fetched, Tell
from scanner.knowledge.feeds.web import Web

URL = "https://api.msrc.microsoft.com/cvrf/v3.0/updates"
MONTHS = 72
"""Documents that are kept: six years, longer than any Windows 10 build was supported."""
_MONTH = re.compile(r"\d{4}-[A-Z][a-z]{2}")
_BUILD = re.compile(r"10\.0\.(\d{4,6})\.(\d{1,6})")
_KB = re.compile(r"(?:KB)?(\d{6,8})")


class _Update(Struct):
    ID: str
    CvrfUrl: str
    InitialReleaseDate: str = ""
    CurrentReleaseDate: str = ""


class _Updates(Struct):
    value: list[_Update]


class _Text(Struct):
    Value: str | None = None


class _Product(Struct):
    ProductID: str
    Value: str = ""


class _Tree(Struct):
    FullProductName: list[_Product] = []


class _Remediation(Struct):
    FixedBuild: str | None = None
    Description: _Text | None = None
    ProductID: list[str] | None = None
    SubType: str | None = None


class _Set(Struct):
    BaseScore: float | None = None
    Vector: str | None = None


class _Vulnerability(Struct):
    CVE: str = ""
    Title: _Text | None = None
    Remediations: list[_Remediation] | None = None
    CVSSScoreSets: list[_Set] | None = None


class _Document(Struct):
    Vulnerability: list[_Vulnerability]
    ProductTree: _Tree | None = None


@dataclass(frozen=True, slots=True)
class Msrc:
    """Microsoft Security Response Center."""

    url: str = URL
    id: str = "msrc"
    name: str = "Microsoft Security Response Center"
    licence: str = "Microsoft API Terms of Use"

    def fetch(self, web: Web, raw: Path, skipped: Skipped, tell: Tell) -> Fetched:
        body = web.get(self.url, web.limits.listing_bytes, Accept="application/json")
        updates = [
            each
            for each in decode(_Updates, body, "the list of documents").value
            if _MONTH.fullmatch(each.ID)
        ]
        updates.sort(key=lambda each: each.InitialReleaseDate or each.CurrentReleaseDate, reverse=True)
        entries = [Entry(each.CvrfUrl, each.CurrentReleaseDate, each.ID) for each in updates[:MONTHS]]
        library = Library(raw, headers={"Accept": "application/json"}, with_checksums=False)
        done = library.update(web, entries, skipped, tell)
        return Fetched(done.changed, max((day(each.updated) for each in entries), default=""))

    def rows(self, raw: Path, skipped: Skipped) -> Iterator[Row]:
        for name, data in Library(raw).documents(skipped):
            try:
                document = decode(_Document, data, name)
            except UnreadableError as error:
                skipped.add(str(error))
                continue
            yield from rows_of(document)


def rows_of(document: _Document) -> Iterator[Row]:
    """The rows of one month: only what is mended by a revision of a Windows build."""
    names = {each.ProductID: tidy(each.Value, 200) for each in
             (document.ProductTree.FullProductName if document.ProductTree else ())}  # fmt: skip
    for each in document.Vulnerability:
        identity = cve(each.CVE)
        fixes = {} if not identity else _fixes(identity, each, names)
        if fixes:
            yield _described(identity, each)
            yield from fixes.values()


def _fixes(identity: str, each: _Vulnerability, names: dict[str, str]) -> dict[int, WindowsFix]:
    """The first mended revision of each build.

    A hotpatch and the ordinary update of one month have different revisions. The lower one counts: the
    ordinary update of the month before is lower than both, and a hotpatched machine is mended.
    """
    found: dict[int, WindowsFix] = {}
    for remedy in each.Remediations or ():
        parts = _BUILD.fullmatch((remedy.FixedBuild or "").strip())
        if parts is None:
            continue
        build, revision = int(parts[1]), int(parts[2])
        kb = _KB.fullmatch((remedy.Description.Value or "").strip() if remedy.Description else "")
        product = names.get(remedy.ProductID[0], "") if remedy.ProductID else ""
        if build not in found or revision < found[build].revision:
            found[build] = WindowsFix(build=build, vulnerability=identity, revision=revision,
                                      kb=f"KB{kb[1]}" if kb else "", product=product)  # fmt: skip
    return found


def _described(identity: str, each: _Vulnerability) -> Vulnerability:
    score = worst([("3.1", Cvss(one.BaseScore, one.Vector or "")) for one in each.CVSSScoreSets or ()])
    return Vulnerability(id=identity, title=tidy(each.Title.Value if each.Title else ""), cvss=score.value,
                         vector=score.vector)  # fmt: skip


def source(url: str = URL) -> Msrc:
    return Msrc(url)
