"""endoflife.date: until when products are supported. One JSON file, `products/full` of its API v1.

Fields: https://endoflife.date/docs/api/v1/ (ProductDetails, ProductRelease).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Raw, Struct

from scanner.knowledge.facts import Row, Support
from scanner.knowledge.feeds.decoding import day, decode, tidy
from scanner.knowledge.feeds.faults import Skipped, UnreadableError
from scanner.knowledge.feeds.limits import MEGA
from scanner.knowledge.feeds.single import SingleFile

URL = "https://endoflife.date/api/v1/products/full"
_BUILD = re.compile(r"10\.0\.(\d{4,6})(?:\.\d+)?")
_EDITION = re.compile(r"\d+-\w+-(.+)")


class _Latest(Struct):
    name: str | None = None


class _Release(Struct, rename="camel"):
    name: str
    label: str | None = None
    release_date: str | None = None
    is_eol: bool | None = None
    eoas_from: str | None = None
    eol_from: str | None = None
    eoes_from: str | None = None
    latest: _Latest | None = None


class _Links(Struct):
    html: str | None = None


class _Product(Struct):
    name: str
    label: str | None = None
    links: _Links | None = None
    releases: list[_Release] = []


class _Full(Struct):
    result: list[Raw]
    generated_at: str = ""


def read(path: Path, skipped: Skipped) -> Iterator[Row]:
    """One row for each release line of each product."""
    for at, each in enumerate(decode(_Full, path.read_bytes(), "the list").result):
        try:
            product = decode(_Product, each, f"product {at + 1} of the list")
        except UnreadableError as error:
            skipped.add(str(error))
            continue
        for release in product.releases:
            yield _support(product, release)


def _support(product: _Product, release: _Release) -> Support:
    latest = tidy(release.latest.name if release.latest else "", 80)
    build = _BUILD.fullmatch(latest) if product.name.startswith("windows") else None
    edition = _EDITION.fullmatch(release.name) if product.name == "windows" else None
    name = tidy(product.label or product.name, 100)
    return Support(
        product=tidy(product.name, 100), cycle=tidy(release.name, 60),
        label=f"{name} {tidy(release.label or release.name, 100)}",
        edition=edition[1] if edition else "", build=build[1] if build else "", latest=latest,
        released=day(release.release_date), active=day(release.eoas_from), security=day(release.eol_from),
        extended=day(release.eoes_from), ended=bool(release.is_eol),
        href=tidy(product.links.html if product.links else "", 300),
    )  # fmt: skip


def newest(path: Path) -> str:
    """The day on which the list was made."""
    return day(decode(_Full, path.read_bytes(), "the list").generated_at)


def source(url: str = URL) -> SingleFile:
    return SingleFile("endoflife", "endoflife.date", "MIT", url, 64 * MEGA, read, newest)
