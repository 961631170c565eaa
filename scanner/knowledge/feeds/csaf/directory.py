"""A directory of documents: `changes.csv`, else `index.txt` (CSAF 2.0, sections 7.1.12 and 7.1.13)."""

import csv
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from scanner.knowledge.feeds.decoding import tidy
from scanner.knowledge.feeds.documents import Entry
from scanner.knowledge.feeds.faults import FetchError, UnreadableError
from scanner.knowledge.feeds.web import Web


def directory(web: Web, url: str) -> Iterator[Entry]:
    """The documents of a directory; with `index.txt` nobody says when they changed."""
    base = url if url.endswith("/") else url + "/"
    try:
        text = web.get(base + "changes.csv", web.limits.listing_bytes)
    except FetchError as error:
        if error.status not in (403, 404, 410):
            raise
        text = web.get(base + "index.txt", web.limits.listing_bytes)
    yield from _entries(text.decode("utf-8", "replace"), base)


def _entries(text: str, base: str) -> Iterator[Entry]:
    try:
        for line in csv.reader(text.splitlines()):
            path = line[0].strip() if line else ""
            if path.endswith(".json"):
                url = joined(base, path)
                yield Entry(url, line[1].strip() if len(line) > 1 else "", tidy(path.rpartition("/")[2], 120))
    except csv.Error as error:
        raise UnreadableError(f"its list of changes is no table: {error}") from error


def joined(base: str, path: str) -> str:
    """The address of a listed path. Some lists begin at the folder above: what `base` ends with counts once.

    Raises UnreadableError for a path that leads out of the directory.
    """
    parts = path.removeprefix("./").split("/")
    if path.startswith("/") or ".." in parts or "://" in path or "\\" in path:
        raise UnreadableError(f"its list names a path outside of its directory: {tidy(path, 80)}")
    above = urlsplit(base).path.strip("/").split("/")
    most = min(len(above), len(parts) - 1)
    shared = next((n for n in range(most, 0, -1) if above[-n:] == parts[:n]), 0)
    return base + quote("/".join(parts[shared:]))
