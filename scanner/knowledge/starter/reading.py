"""Reads the lines of the catalogue into rows.

JSON lines, for they are read 30 times faster than TOML and refuse a misspelt key by themselves.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.json import Decoder
from msgspec.structs import replace

from scanner.knowledge.facts import (
    Affected,
    Alias,
    Exploited,
    Remedy,
    Row,
    Scheme,
    Status,
    Support,
    Vulnerability,
)

DATA = Path(__file__).with_name("data")
KEV = "KEV"
"""The name of the list of exploited vulnerabilities where a row says which document it is from."""
T = TypeVar("T", bound=Struct)


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """What one document says of some versions of some products of one product line.

    `line` is the line of the maker's range to which the products belong; `whole`: they are the line, not
    single models of it. `products` are the names as the document writes them, with the order numbers that
    it tells. An empty `href` is the address that CISA gives to each of its documents.
    """

    advisory: str
    vendor: str
    line: str
    versions: str
    cves: tuple[str, ...]
    products: dict[str, tuple[str, ...]]
    whole: bool = False
    status: Status = Status.AFFECTED
    scheme: Scheme = Scheme.OT
    fix: str = ""
    remedy: Remedy = Remedy.UNKNOWN
    condition: str = ""
    href: str = ""


class _Weakness(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str


def rows() -> Iterator[Row]:
    """All rows of the catalogue: first the vulnerabilities, then what speaks of them, then the rest."""
    yield from _vulnerabilities()
    for statement in statements():
        yield from _affected(statement)
    yield from _lines("exploited.jsonl", Exploited)
    yield from _lines("aliases.jsonl", Alias)
    for name in ("support-it.jsonl", "support-devices.jsonl", "support-ot.jsonl"):
        yield from map(_cited, _lines(name, Support))


def statements() -> Iterator[Statement]:
    """What the documents say, in the order of the files."""
    for path in sorted((DATA / "advisories").glob("*.jsonl")):
        yield from _lines(f"advisories/{path.name}", Statement)


def _lines(name: str, kind: type[T]) -> list[T]:
    return Decoder(kind).decode_lines((DATA / name).read_bytes())


def _vulnerabilities() -> Iterator[Vulnerability]:
    names = {one.id: one.name for one in _lines("weaknesses.jsonl", _Weakness)}
    for row in _lines("vulnerabilities.jsonl", Vulnerability):
        yield row if row.title else _titled(row, names.get(row.cwe, ""))


def _cited(row: Support) -> Support:
    return row if row.href else replace(row, href=f"https://endoflife.date/{row.product}")


def _titled(row: Vulnerability, title: str) -> Vulnerability:
    return replace(row, title=title)


def _affected(told: Statement) -> Iterator[Affected]:
    family = told.line if told.whole else ""
    for cve in told.cves:
        href = told.href or _address(told.advisory, cve)
        for product, order_numbers in told.products.items():
            yield Affected(
                vulnerability=cve, advisory=told.advisory, vendor=told.vendor, product=product,
                versions=told.versions, status=told.status, scheme=told.scheme, family=family,
                order_numbers=order_numbers, condition=told.condition, fix=told.fix, remedy=told.remedy,
                href=href,
            )  # fmt: skip


def _address(advisory: str, cve: str) -> str:
    if advisory == KEV:  # the list itself leads there
        return f"https://nvd.nist.gov/vuln/detail/{cve}"
    return f"https://www.cisa.gov/news-events/ics-advisories/{advisory.lower()}"
