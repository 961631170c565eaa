"""The CVE list's releases: a base with every record each midnight, and what changed since.

Its releases carry `<day>_all_CVEs_at_midnight.zip.zip` (the records as they were when that day began) and
`<day>_delta_CVEs_at_<hour>Z.zip`; once the day is over `<day>_delta_CVEs_at_end_of_day.zip`
(https://github.com/CVEProject/cvelistV5, README, "Releases"). The day in a file's name counts, not the tag's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from scanner.knowledge.facts import Row
from scanner.knowledge.feeds.bounded import unwrap, zipped
from scanner.knowledge.feeds.cve.record import rows_of
from scanner.knowledge.feeds.decoding import decode
from scanner.knowledge.feeds.faults import FeedError, Skipped, UnreadableError
from scanner.knowledge.feeds.limits import GIGA
from scanner.knowledge.feeds.source import Fetched, Tell, in_megabytes
from scanner.knowledge.feeds.web import Web, save

URL = "https://api.github.com/repos/CVEProject/cvelistV5/releases"
MOST_BYTES = 4 * GIGA
PAGES = 8
"""Pages of a hundred releases (about four days each) that are looked through."""
OLDEST_BASE = timedelta(days=30)
_BASE = re.compile(r"(\d{4}-\d{2}-\d{2})_all_CVEs_at_midnight\.zip(?:\.zip)?")
_DELTA = re.compile(r"(\d{4}-\d{2}-\d{2})_delta_CVEs_at_(\d{4}Z|end_of_day)\.zip")
_RECORD = re.compile(r"(?:.*/)?(CVE-\d{4}-\d{4,19})\.json")


class _Asset(Struct):
    name: str
    browser_download_url: str


class _Release(Struct):
    assets: list[_Asset] = []


@dataclass(frozen=True, slots=True)
class Plan:
    """Which files make the list up to date, base first: (name of our file, name of theirs, address)."""

    files: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CveList:
    """The CVE records of all assigners."""

    url: str = URL
    id: str = "cve"
    name: str = "CVE list"
    licence: str = "CVE Terms of Use"

    def fetch(self, web: Web, raw: Path, skipped: Skipped, tell: Tell) -> Fetched:
        raw.mkdir(parents=True, exist_ok=True)
        plan = self._plan(web, _base_day(raw))
        wanted = {ours for ours, _, _ in plan.files}
        changed = False
        for done, (ours, _, url) in enumerate(plan.files):
            tell("fetching", done, len(plan.files))
            if not (raw / ours).exists():
                _one(web, url, raw / ours, tell)
                changed = True
        for old in raw.glob("*.zip"):
            if old.name not in wanted:
                old.unlink()
        return Fetched(changed, max(ours[6:16] for ours in wanted))

    def rows(self, raw: Path, skipped: Skipped) -> Iterator[Row]:
        """Newest first: what a change says of a record wins over the base."""
        seen: set[str] = set()
        files = sorted(raw.glob("*.zip"), key=lambda file: (not file.name.startswith("base"), file.name))
        for file in reversed(files):
            # Within one file a record stands once; across files the first one read is the newest.
            fresh: set[str] = set()
            for name, data in zipped(file):
                found = _RECORD.fullmatch(name)
                if found and found[1] not in seen:
                    fresh.add(found[1])
                    yield from _read(data, found[1], skipped)
            seen |= fresh

    def _plan(self, web: Web, have: date | None) -> Plan:
        bases: dict[date, _Asset] = {}
        deltas: dict[tuple[date, str], _Asset] = {}
        for page in range(1, PAGES + 1):
            body = web.get(f"{self.url}?per_page=100&page={page}", web.limits.listing_bytes)
            releases = decode(list[_Release], body, "the list of releases")
            _sort(releases, bases, deltas)
            if not releases or have is None or (bases and _covered(have, max(bases), deltas)):
                break
        if not bases:
            raise FeedError("the list of releases names no base with all records")
        newest = max(bases)
        start = have if have is not None and _covered(have, newest, deltas) else newest
        base = ("base", bases[start]) if start in bases else ("base", _Asset("", ""))
        return Plan((
            (f"base-0{start}.zip", base[1].name, base[1].browser_download_url),
            *_changes(start, deltas),
        ))  # fmt: skip


def _one(web: Web, url: str, file: Path, tell: Tell) -> None:
    """Fetches one archive; it gets its name only when it is one."""
    fetched = file.with_name(file.name + ".fetched")
    save(web, url, fetched, MOST_BYTES, grown=in_megabytes(tell))
    try:
        unwrap(fetched, MOST_BYTES)
        fetched.replace(file)
    finally:
        fetched.unlink(missing_ok=True)


def _read(data: bytes, name: str, skipped: Skipped) -> Iterator[Row]:
    try:
        yield from list(rows_of(data, name))
    except UnreadableError as error:
        skipped.add(str(error))


def _base_day(raw: Path) -> date | None:
    days = [date.fromisoformat(file.name[6:16]) for file in raw.glob("base-0????-??-??.zip")]
    return max(days, default=None)


def _sort(
    releases: list[_Release], bases: dict[date, _Asset], deltas: dict[tuple[date, str], _Asset]
) -> None:
    for asset in (one for release in releases for one in release.assets):
        if found := _BASE.fullmatch(asset.name):
            bases[date.fromisoformat(found[1])] = asset
        elif found := _DELTA.fullmatch(asset.name):
            # "z" sorts after every hour: the end of the day holds them all.
            hour = "z" if found[2] == "end_of_day" else found[2]
            deltas[date.fromisoformat(found[1]), hour] = asset


def _covered(have: date, newest: date, deltas: dict[tuple[date, str], _Asset]) -> bool:
    """Whether the changes of every day since our base are still offered."""
    if newest - have > OLDEST_BASE:
        return False
    days = (have + timedelta(days=each) for each in range((newest - have).days))
    return all((day, "z") in deltas for day in days)


def _changes(start: date, deltas: dict[tuple[date, str], _Asset]) -> Iterator[tuple[str, str, str]]:
    last: dict[date, tuple[str, _Asset]] = {}
    for (day, hour), asset in sorted(deltas.items()):
        if day >= start:
            last[day] = (hour, asset)
    for day, (hour, asset) in last.items():
        yield f"delta-{day}-{hour}.zip", asset.name, asset.browser_download_url


def source(url: str = URL) -> CveList:
    return CveList(url)
