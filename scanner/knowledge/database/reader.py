"""Looks things up in a knowledge file. It is opened for reading only; nothing here can change it."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from scanner.knowledge.database import names
from scanner.knowledge.database.families import families
from scanner.knowledge.database.index import Makers, Named
from scanner.knowledge.database.state import KnowledgeError, SourceState
from scanner.knowledge.database.swap import checked

MOST_WORDS = 60
"""Words of one identity that are looked up."""


class Statement(NamedTuple):
    """One sentence of a source about a product; numbers stand for words as in the schema."""

    product: int
    vulnerability: int
    advisory: int
    scheme: int
    status: int
    kind: int
    low: bytes | None
    high: bytes | None
    ends: int
    versions: str
    condition: str
    fix: str
    remedy: int


class Vulnerable(NamedTuple):
    id: int
    name: str
    title: str
    cvss: float | None
    exploited: str
    ransomware: int
    epss: float | None


class DistroRow(NamedTuple):
    vulnerability: int
    package: str
    fixed: str
    key: bytes | None
    state: str
    urgency: str


class SupportRow(NamedTuple):
    product: str
    cycle: str
    label: str
    edition: str
    build: str
    latest: str
    active: str
    security: str
    extended: str
    ended: int
    href: str
    source: int


_STATEMENTS = (
    "SELECT product, vulnerability, advisory, scheme, status, kind, low, high, ends, versions, condition, fix, remedy"
    " FROM statement WHERE product = ?"
)
_VULNERABILITY = "SELECT id, name, title, cvss, exploited, ransomware, epss FROM vulnerability WHERE id = ?"
_DISTRO = (
    "SELECT vulnerability, package, fixed, key, state, urgency FROM distro_fix"
    " WHERE release = ? AND package = ?"
)
_SUPPORT = "product, cycle, label, edition, build, latest, active, security, extended, ended, href, source"


class Reader:
    """A knowledge file that is open. Methods may raise KnowledgeError where the file is damaged."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = connection, path
        rows = self._all("SELECT key, value FROM about")
        self.version, self.built = dict(rows)["version"], datetime.fromisoformat(dict(rows)["built"])
        self._makers: dict[str, int] = {key: n for n, key in self._all("SELECT id, key FROM maker")}
        told = self._all("SELECT kind, pattern, maker, product FROM alias")
        self._vendors = {row[1]: row[2] for row in told if row[0] == "vendor"}
        self._orders = [row[1:] for row in told if row[0] == "order_number"] + [*families()]
        self._others = [row[1:] for row in told if row[0] == "product"]
        self.advisory = lru_cache(maxsize=16_384)(self._advisory)
        self.statements = lru_cache(maxsize=8192)(self._statements)
        self.vulnerability = lru_cache(maxsize=32_768)(self._vulnerability)
        self.index = lru_cache(maxsize=256)(self._index)
        self.makers = lru_cache(maxsize=1024)(self._maker_ids)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises KnowledgeError when there is no knowledge file there that this program reads."""
        checked(path)
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)
            connection.execute("PRAGMA mmap_size=268435456")
            return cls(connection, path)
        except (sqlite3.Error, KeyError, ValueError) as error:
            raise KnowledgeError(f"{path} cannot be read ({error}): make it again.") from None

    def close(self) -> None:
        self._db.close()

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise KnowledgeError(
                f"{getattr(self, 'path', 'The knowledge file')} cannot be read ({error})."
            ) from None

    def sources(self) -> tuple[SourceState, ...]:
        fields = ("id", "name", "licence", "fetched_at", "newest_at", "rows", "problem")
        found = self._all(f"SELECT {', '.join(fields)} FROM source ORDER BY n")  # noqa: S608 - our own names
        return tuple(SourceState(**dict(zip(fields, row, strict=True))) for row in found)

    def age_days(self) -> int:
        return (datetime.now(UTC) - self.built).days

    # Who is meant

    def _maker_ids(self, text: str) -> tuple[int, ...]:
        """The makers that a name stands for: itself, its other spellings, else its first words."""
        key = names.maker(text) if text else ""
        found = [self._makers[one] for one in (key, self._vendors.get(key, "")) if one in self._makers]
        parts = key.split()
        shorter = [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
        return tuple(found or [self._makers[one] for one in shorter if one in self._makers][:1])

    def by_number(self, numbers: Iterable[str]) -> list[Named]:
        """Products of which a source tells exactly this order number."""
        sql = "SELECT p.id, p.label, p.line, 3 FROM number n JOIN product p ON p.id = n.product WHERE n.number = ?"
        return [Named(*row) for one in [*numbers][:MOST_WORDS] for row in self._all(sql, (one,))]

    def families(self, number: str, product: str) -> list[tuple[str, str]]:
        """Maker and product line of an order number's beginning, and of a product's other names."""
        plain = names.plain(product)
        found = [
            (maker, line) for pattern, maker, line in self._orders if number and number.startswith(pattern)
        ]
        return found + [(maker, line) for pattern, maker, line in self._others if plain and plain == pattern]

    def products(self) -> list[tuple[str, str, str]]:
        """Maker, name and one order number (or none) of every product."""
        sql = ("SELECT m.key, p.label, coalesce((SELECT min(number) FROM number WHERE product = p.id), '')"
               " FROM product p JOIN maker m ON m.id = p.maker ORDER BY p.id")  # fmt: skip
        return [(str(maker), str(label), str(number)) for maker, label, number in self._all(sql)]

    # What is said

    def _statements(self, product: int) -> list[Statement]:
        """All sentences about a product."""
        return [Statement(*row) for row in self._all(_STATEMENTS, (product,))]

    def _vulnerability(self, id: int) -> Vulnerable:
        return Vulnerable(*self._all(_VULNERABILITY, (id,))[0])

    def _index(self, maker: int) -> Makers:
        return Makers.read(self._db, maker)

    def _advisory(self, id: int) -> tuple[str, str, int]:
        """Name, address and number of the source."""
        sql = ("SELECT a.name, s.address || coalesce(a.rest, a.name), a.source FROM advisory a"
               " JOIN site s ON s.id = a.site WHERE a.id = ?")  # fmt: skip
        name, href, source = self._all(sql, (id,))[0]
        return str(name), str(href), int(source)

    def distro(self, release: str, package: str) -> list[DistroRow]:
        return [DistroRow(*row) for row in self._all(_DISTRO, (release, package))]

    @cached_property
    def releases(self) -> frozenset[str]:
        """The distribution releases of which there are package fixes."""
        return frozenset(row[0] for row in self._all("SELECT DISTINCT release FROM distro_fix"))

    def windows(self, build: int, revision: int) -> list[tuple[int, int, str]]:
        """Vulnerability, revision that mends it and article, for every one that is mended later."""
        sql = (
            "SELECT vulnerability, min(revision), kb FROM windows_fix WHERE build = ? GROUP BY vulnerability"
        )
        return [row for row in self._all(sql, (build,)) if row[1] > revision]

    @cached_property
    def windows_builds(self) -> frozenset[int]:
        return frozenset(row[0] for row in self._all("SELECT DISTINCT build FROM windows_fix"))

    def support(self, plain: str) -> list[SupportRow]:
        return self._supported("plain", plain)

    def support_of_build(self, build: str) -> list[SupportRow]:
        return self._supported("build", build)

    def support_of_maker(self, maker: str) -> list[SupportRow]:
        return self._supported("maker", maker)

    def _supported(self, by: Literal["plain", "build", "maker"], value: str) -> list[SupportRow]:
        sql = f"SELECT {_SUPPORT} FROM support WHERE {by} = ?"  # noqa: S608 - our own names
        return [SupportRow(*row) for row in self._all(sql, (value,))]
