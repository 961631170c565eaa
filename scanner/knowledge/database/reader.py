"""Looks things up in a knowledge file. It is opened for reading only; nothing here can change it."""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from scanner.knowledge.database import names
from scanner.knowledge.database.families import families
from scanner.knowledge.database.found import DistroRow, Statement, SupportRow, Vulnerable
from scanner.knowledge.database.index import Makers, Named
from scanner.knowledge.database.state import KnowledgeError, SourceState
from scanner.knowledge.database.swap import checked

MOST_WORDS = 60
"""Words of one identity that are looked up."""
MOST_REMEMBERED = 32_768
MOST_NUMBERS = 20_000
MOST_MAKERS = 4
"""Makers whose longer name a short one may stand for (`SMA` for `SMA Solar`)."""
T = TypeVar("T")


_STATEMENTS = (
    "SELECT product, vulnerability, advisory, scheme, status, kind, low, high, ends, versions, condition, fix, remedy"
    " FROM statement WHERE product = ?"
)
_NUMBERED = "SELECT p.id, p.label, p.line, 3 FROM number n JOIN product p ON p.id = n.product"
_VULNERABILITY = "SELECT id, name, title, cvss, exploited, ransomware, epss FROM vulnerability WHERE id = ?"
_DISTRO = (
    "SELECT vulnerability, package, fixed, key, state, urgency FROM distro_fix"
    " WHERE release = ? AND package = ?"
)
_SUPPORT = (
    "maker, product, cycle, label, edition, build, latest, active, security, extended, ended, href, source"
)


class Reader:
    """A knowledge file that is open. Methods may raise KnowledgeError where the file is damaged."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = connection, path
        rows = self._all("SELECT key, value FROM about")
        self.version, self.built = dict(rows)["version"], datetime.fromisoformat(dict(rows)["built"])
        self._makers: dict[str, int] = {key: n for n, key in self._all("SELECT id, key FROM maker")}
        told = self._all("SELECT kind, pattern, maker, product FROM alias")
        self._vendors = {row[1]: row[2] for row in told if row[0] == "vendor"}
        self._orders: dict[str, list[tuple[str, str]]] = {}
        for pattern, maker, line in [*(row[1:] for row in told if row[0] == "order_number"), *families()]:
            self._orders.setdefault(pattern, []).append((maker, line))
        self._lengths = sorted({len(pattern) for pattern in self._orders if pattern})
        self._shortest = self._lengths[0]
        self._beginnings = {pattern[: self._shortest] for pattern in self._orders}
        self._others: dict[str, list[tuple[str, str]]] = {}
        for pattern, maker, line in (row[1:] for row in told if row[0] == "product"):
            self._others.setdefault(pattern, []).append((maker, line))
        self._remembered: dict[Hashable, Any] = {}
        self.advisory = lru_cache(maxsize=16_384)(self._advisory)
        self.statements = lru_cache(maxsize=8192)(self._statements)
        self.vulnerability = lru_cache(maxsize=32_768)(self._vulnerability)
        self.index = lru_cache(maxsize=256)(self._index)
        self.makers = lru_cache(maxsize=1024)(self._maker_ids)
        self.of_number = lru_cache(maxsize=16_384)(self._of_number)

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

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` came to the last time for this key. The file never changes, so it stays true."""
        found: T | None = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = make()
        return found

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
        """The makers that a name stands for: itself, its other spellings, else its first words, else longer names."""
        key = names.maker(text) if text else ""
        found = [self._makers[one] for one in (key, self._vendors.get(key, "")) if one in self._makers]
        parts = key.split()
        shorter = [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
        return tuple(
            found or [self._makers[one] for one in shorter if one in self._makers][:1] or self._longer(key)
        )

    def _longer(self, key: str) -> list[int]:
        found = [number for one, number in self._makers.items() if key and one.startswith(f"{key} ")]
        return found if len(found) <= MOST_MAKERS else []

    def by_number(self, numbers: Iterable[str]) -> list[Named]:
        """Products of which a source tells exactly this order number."""
        return [named for one in [*numbers][:MOST_WORDS] for named in self.of_number(one)]

    def _of_number(self, number: str) -> list[Named]:
        if self._numbered is not None:
            return self._numbered.get(number, [])
        return [Named(*row) for row in self._all(f"{_NUMBERED} WHERE n.number = ?", (number,))]

    @cached_property
    def _numbered(self) -> dict[str, list[Named]] | None:
        """All order numbers, where they are few; None: there are too many to hold."""
        if self._all("SELECT count(*) FROM number")[0][0] > MOST_NUMBERS:
            return None
        found: dict[str, list[Named]] = {}
        for number, *named in self._all(_NUMBERED.replace("SELECT", "SELECT n.number,")):
            found.setdefault(number, []).append(Named(*named))
        return found

    def families(self, number: str, product: str) -> list[tuple[str, str]]:
        """Maker and product line of an order number's beginning, and of a product's other names."""
        found: list[tuple[str, str]] = []
        if number[: self._shortest] in self._beginnings:
            for n in self._lengths:
                found += self._orders.get(number[:n], ()) if n <= len(number) else ()
        return found + self._others.get(names.plain(product), []) if product else found

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
