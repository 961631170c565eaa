"""A ROLIE feed (RFC 8322 in JSON; CSAF 2.0, section 7.1.15): which documents there are, page by page."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from scanner.knowledge.feeds.decoding import decode, tidy
from scanner.knowledge.feeds.documents import Entry
from scanner.knowledge.feeds.faults import FeedError
from scanner.knowledge.feeds.web import Web


class _Link(Struct):
    rel: str = ""
    href: str = ""


class _Content(Struct):
    src: str = ""


class _Entry(Struct):
    id: str = ""
    link: list[_Link] = []
    updated: str = ""
    content: _Content | None = None


class _Feed(Struct):
    entry: list[_Entry] = []
    link: list[_Link] = []


class _Page(Struct):
    feed: _Feed


def rolie(web: Web, url: str) -> Iterator[Entry]:
    """The documents of a feed, further pages (`next`) included. Raises FeedError for a feed without an end."""
    seen: set[str] = set()
    count = 0
    place = url
    while place:
        if place in seen or len(seen) >= web.limits.pages:
            raise FeedError(f"its list of documents has no end (stopped after {len(seen)} pages)")
        seen.add(place)
        feed = decode(_Page, web.get(place, web.limits.listing_bytes), "its list of documents").feed
        count += len(feed.entry)
        if count > web.limits.documents:
            raise FeedError(f"it lists more than {web.limits.documents:,} documents")
        yield from filter(None, (_document(each, place) for each in feed.entry))
        following = _target(feed.link, "next")
        place = urljoin(place, following) if following else ""


def _document(entry: _Entry, base: str) -> Entry | None:
    source = (entry.content.src if entry.content else "") or _target(entry.link, "self")
    if not source:
        return None
    url = urljoin(base, source)
    hashed, signed = _target(entry.link, "hash"), _target(entry.link, "signature")
    return Entry(
        url, entry.updated, tidy(urlsplit(url).path.rpartition("/")[2], 120),
        urljoin(base, hashed) if hashed else "", urljoin(base, signed) if signed else "",
    )  # fmt: skip


def _target(links: list[_Link], rel: str) -> str:
    """Where the link of a kind leads. Of several checksums the strongest is taken."""
    found = [link.href for link in links if link.rel == rel and link.href]
    return next((each for each in found if each.endswith(".sha512")), found[0] if found else "")
