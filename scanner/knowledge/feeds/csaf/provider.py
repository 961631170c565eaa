"""A CSAF provider: from its metadata (or an aggregator's list of providers) to its documents.

CSAF 2.0, section 7.1: provider-metadata.json names ROLIE feeds or directories; requirements 11 to 20 say what
stands in them. Section 7.2: aggregator.json lists providers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.csaf.advisory import rows_of
from scanner.knowledge.feeds.csaf.directory import directory
from scanner.knowledge.feeds.csaf.rolie import rolie
from scanner.knowledge.feeds.decoding import day, decode
from scanner.knowledge.feeds.documents import Done, Entry, Library
from scanner.knowledge.feeds.faults import FeedError, Skipped, UnreadableError
from scanner.knowledge.feeds.signature import Keyring
from scanner.knowledge.feeds.source import Fetched, Tell
from scanner.knowledge.feeds.web import Web
from scanner.knowledge.feeds.web.sentences import shown

OPEN = frozenset({"WHITE", "CLEAR", "UNLABELED", ""})
"""Traffic light labels of what everybody may read."""
MOST_PROVIDERS = 200


class _Feed(Struct):
    url: str
    tlp_label: str = ""


class _Rolie(Struct):
    feeds: list[_Feed] = []


class _Distribution(Struct):
    directory_url: str = ""
    rolie: _Rolie | None = None


class _Listed(Struct):
    url: str = ""


class _Member(Struct):
    metadata: _Listed


class _Metadata(Struct):
    distributions: list[_Distribution] = []
    csaf_providers: list[_Member] = []
    csaf_publishers: list[_Member] = []


@dataclass(frozen=True, slots=True)
class CsafProvider:
    """One configured provider. `key` is a file with its OpenPGP keys; then only signed documents come in."""

    label: str
    url: str
    key: Path | None = None
    licence: str = ""

    @property
    def id(self) -> str:
        return f"csaf-{self.label}"

    @property
    def name(self) -> str:
        return f"Advisories of {self.label} (CSAF)"

    def fetch(self, web: Web, raw: Path, skipped: Skipped, tell: Tell) -> Fetched:
        """Reads the lists, then fetches the documents that are new or changed."""
        keys = Keyring.read(self.key) if self.key else None
        tell("lists", 0, 0)
        before = skipped.count
        entries = _entries(web, self.url, skipped)
        if not entries:
            raise FeedError("it lists no documents")
        whole = skipped.count == before
        done = Library(raw, keys=keys).update(web, entries, skipped, tell, whole=whole)
        return Fetched(done.changed, max(day(each.updated) for each in entries), _notes(done))

    def rows(self, raw: Path, skipped: Skipped) -> Iterator[Row]:
        count = 0
        for name, data in Library(raw).documents(skipped):
            count += 1
            try:
                yield from rows_of(data, name)
            except UnreadableError as error:
                skipped.add(f"{error}; it was skipped")
        if not count:
            raise FeedError("no document of it could be fetched")


def _notes(done: Done) -> tuple[str, ...]:
    if not done.unchecked:
        return ()
    many = "document is" if done.unchecked == 1 else "documents are"
    return (f"{done.unchecked:,} {many} without a checksum",)


def _entries(web: Web, url: str, skipped: Skipped) -> list[Entry]:
    """Every listed document of a provider, or of all providers of an aggregator.

    A provider of an aggregator that is in trouble is skipped and told.
    """
    metadata = _metadata(web, url)
    members = [*metadata.csaf_providers, *metadata.csaf_publishers]
    if not members:
        return _listed(web, metadata)
    if len(members) > MOST_PROVIDERS:
        raise FeedError(f"it lists more than {MOST_PROVIDERS} providers")
    found: dict[str, Entry] = {}
    for member in members:
        web.in_time()
        try:
            listed = _listed(web, _metadata(web, member.metadata.url))
        except FeedError as error:
            skipped.add(f"{shown(member.metadata.url)}: {error}; its documents stay as they are")
            continue
        for entry in listed:
            found.setdefault(entry.url, entry)
    return list(found.values())


def _metadata(web: Web, url: str) -> _Metadata:
    return decode(_Metadata, web.get(url, web.limits.listing_bytes), "the provider's metadata")


def _listed(web: Web, metadata: _Metadata) -> list[Entry]:
    """ROLIE feeds where there are any (they say which checksum and signature is whose), else directories."""
    feeds = [feed.url for each in metadata.distributions if each.rolie for feed in each.rolie.feeds
             if feed.tlp_label.upper() in OPEN]  # fmt: skip
    found: dict[str, Entry] = {}
    for feed in feeds:
        found |= {entry.url: entry for entry in rolie(web, feed)}
    if not feeds:
        for place in (each.directory_url for each in metadata.distributions if each.directory_url):
            found |= {entry.url: entry for entry in directory(web, place)}
    return list(found.values())
