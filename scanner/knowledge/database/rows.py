"""Sorts rows of every kind into the tables of a knowledge file."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from scanner.knowledge.database import bounds, names, spelling
from scanner.knowledge.database.schema import NUMBER
from scanner.knowledge.facts import (
    Affected,
    Alias,
    DistroFix,
    Exploited,
    Probability,
    Row,
    Scheme,
    Support,
    Vulnerability,
    WindowsFix,
)
from scanner.knowledge.versions import RangeKind, UnreadableVersionError, key

_STATEMENT = "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PROBABLE = (
    "UPDATE vulnerability SET epss = (SELECT epss FROM probability p WHERE p.name = vulnerability.name)"
)

BATCH = 5000
"""Statements that wait in memory."""

_WHOLE = (
    "INSERT INTO vulnerability (id, name, title, cvss, vector, cwe, exploited, ransomware)"
    " VALUES (?, ?, ?, ?, ?, ?, '', 0)"
)
_UPSERT = """
INSERT INTO vulnerability (id, name, title, cvss, vector, cwe) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    title = CASE WHEN length(title) > 0 THEN title ELSE excluded.title END,
    vector = CASE WHEN cvss IS NULL OR excluded.cvss > cvss THEN excluded.vector ELSE vector END,
    cwe = CASE WHEN length(cwe) > 0 THEN cwe ELSE excluded.cwe END,
    cvss = CASE WHEN cvss IS NULL OR excluded.cvss > cvss THEN excluded.cvss ELSE cvss END
"""
"""Of several sources the graver score counts: it is the careful reading."""


class Rows:
    """Takes rows one by one; holds only numbers of names that came before, and one batch."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._waiting: dict[str, list[tuple[object, ...]]] = {}
        self._held = 0
        self._vulnerabilities: dict[str, int] = {}
        self._advisories: dict[tuple[str, str], int] = {}
        self._makers: dict[str, int] = {}
        self._products: dict[tuple[int, str], int] = {}
        self._numbers: set[tuple[str, int]] = set()
        self._names = 0
        self._read = lru_cache(maxsize=50_000)(bounds.read)
        self._product = lru_cache(maxsize=20_000)(self._known_product)
        self._untold: tuple[str, ...] = ()
        self._sites: dict[str, int] = {}
        self.source = 0
        self.kinds: Counter[str] = Counter()
        self.unread = 0
        self.statements = 0

    def take(self, row: Row) -> None:
        self.kinds[type(row).__name__] += 1
        match row:
            case Affected():
                self._affected(row)
            case Vulnerability():
                self._vulnerability(row)
            case DistroFix():
                self._distro(row)
            case _:
                self._rest(row)

    def _rest(self, row: Row) -> None:
        match row:
            case Exploited():
                self._put("UPDATE vulnerability SET exploited = ?, ransomware = max(ransomware, ?) WHERE id = ?",
                          (row.added, int(row.ransomware), self._id(row.id)))  # fmt: skip
            case Probability():
                # Only of what something else speaks of: the list names every CVE there is.
                self._put("INSERT INTO probability VALUES (?, ?)", (row.id, row.epss))
            case WindowsFix():
                self._put("INSERT INTO windows_fix VALUES (?, ?, ?, ?, ?)",
                          (row.build, self._id(row.vulnerability), row.revision, row.kb, row.product))  # fmt: skip
            case Support():
                self._support(row)
            case Alias():
                told = (names.maker(row.vendor), row.product, row.evidence)
                self._put("INSERT INTO alias VALUES (?, ?, ?, ?, ?)", (row.kind, _pattern(row), *told))

    def _vulnerability(self, row: Vulnerability) -> None:
        known = self._vulnerabilities.get(row.id)
        if known is None:
            known = self._vulnerabilities[row.id] = len(self._vulnerabilities) + 1
            self._put(_WHOLE, (known, row.id, row.title, row.cvss, row.vector, row.cwe))
            return
        self._put(_UPSERT, (known, row.id, row.title, row.cvss, row.vector, row.cwe))

    def _affected(self, row: Affected) -> None:
        kind, ends, condition = self._read(row.versions or "*", row.scheme)
        if kind is RangeKind.UNPARSED and self._untold_again(row):
            return
        product = self._product(row.vendor, row.product, row.family, row.order_numbers)
        if kind is RangeKind.UNPARSED:
            self._numbered(product, names.numbers_in(row.versions))  # a catalogue number in the wrong place
        head = (product, self._id(row.vulnerability), self._advisory(row), NUMBER[row.scheme],
                NUMBER[row.status], NUMBER[kind])  # fmt: skip
        if row.condition:
            condition = _joined(row.condition, condition)
        tail = (row.versions, condition, row.fix, NUMBER[row.remedy])
        for bound in ends:
            self.statements += 1
            self._put(_STATEMENT, (*head, *bound, *tail))

    def _untold_again(self, row: Affected) -> bool:
        """Some records list hundreds of chips where versions belong: one "cannot tell" is enough."""
        self.unread += 1
        mine = (row.vendor, row.product, row.vulnerability, row.advisory, row.status)
        again = mine == self._untold and not names.numbers_in(row.versions)
        self._untold = mine
        return again

    def _distro(self, row: DistroFix) -> None:
        scheme = Scheme.DPKG if row.release.startswith(("debian/", "ubuntu/")) else _other(row.release)
        try:
            fixed = key(row.fixed, scheme) if row.fixed else None
        except UnreadableVersionError:
            self.unread += 1
            return
        self._put("INSERT INTO distro_fix VALUES (?, ?, ?, ?, ?, ?, ?)",
                  (row.release, row.package, self._id(row.vulnerability), row.fixed, fixed, row.state,
                   row.urgency))  # fmt: skip

    def _support(self, row: Support) -> None:
        told = (row.product, row.cycle, row.label, row.edition, names.build(row.build), row.latest, row.released,
                row.active, row.security, row.extended, int(row.ended), row.href)  # fmt: skip
        self._put("INSERT INTO support VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  (names.maker(row.vendor), names.plain(row.product), *told, self.source))  # fmt: skip

    def _id(self, name: str) -> int:
        known = self._vulnerabilities.get(name)
        if known is None:
            known = self._vulnerabilities[name] = len(self._vulnerabilities) + 1
            self._put("INSERT INTO vulnerability (id, name, title, exploited, ransomware) VALUES (?, ?, '', '', 0)",
                      (known, name))  # fmt: skip
        return known

    def _advisory(self, row: Affected) -> int:
        found = (row.advisory, row.href)
        known = self._advisories.get(found)
        if known is None:
            known = self._advisories[found] = len(self._advisories) + 1
            site, rest = _site(row.href, row.advisory)
            place = self._sites.setdefault(site, len(self._sites) + 1)
            self._put(
                "INSERT INTO advisory VALUES (?, ?, ?, ?, ?)", (known, row.advisory, place, rest, self.source)
            )
        return known

    def _known_product(self, vendor: str, product: str, family: str, order_numbers: tuple[str, ...]) -> int:
        told = names.makers(vendor)
        maker = self._maker(told[0])
        known = self._products.get((maker, product))
        if known is None:
            known = self._products[maker, product] = len(self._products) + 1
            line = spelling.line(product)
            self._put("INSERT INTO product VALUES (?, ?, ?, ?)", (known, maker, product, line))
            own = names.without_maker(product, vendor)
            for one in told:
                self._spell(known, self._maker(one), [own, family])
            self._numbered(known, names.numbers_in(product))
        self._numbered(known, map(names.number, order_numbers))
        return known

    def _maker(self, key: str) -> int:
        return self._makers.setdefault(key, len(self._makers) + 1)

    def _numbered(self, known: int, told: Iterable[str]) -> None:
        for number in told:
            if number and (number, known) not in self._numbers:
                self._numbers.add((number, known))
                self._put("INSERT OR IGNORE INTO number VALUES (?, ?)", (number, known))

    def _spell(self, product: int, maker: int, spellings: Iterable[str]) -> None:
        for text in filter(None, spellings):
            for plain, tokens, weak in spelling.spellings(text):
                self._names += 1
                self._put(
                    "INSERT INTO name VALUES (?, ?, ?, ?, ?)", (self._names, product, maker, plain, weak)
                )
                for token in tokens:
                    self._put("INSERT OR IGNORE INTO token VALUES (?, ?, ?)", (maker, token, self._names))

    def _put(self, statement: str, values: tuple[object, ...]) -> None:
        self._waiting.setdefault(statement, []).append(values)
        self._held += 1
        if self._held >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what waits. New vulnerabilities go first: the others speak of them."""
        for statement in sorted(
            self._waiting, key=lambda one: not one.startswith("INSERT INTO vulnerability")
        ):
            self._db.executemany(statement, self._waiting[statement])
        self._waiting.clear()
        self._held = 0

    def finish(self) -> None:
        """Writes the rest, and the probabilities of what something speaks of."""
        self.flush()
        self._db.executemany("INSERT INTO site VALUES (?, ?)", [(n, site) for site, n in self._sites.items()])
        self._db.executemany(
            "INSERT INTO maker VALUES (?, ?)", [(n, name) for name, n in self._makers.items()]
        )
        self._db.execute(_PROBABLE)
        self._db.execute("DROP TABLE probability")


def _site(href: str, advisory: str) -> tuple[str, str | None]:
    """An address that ends with the advisory's name, without it; else none, and the whole address."""
    if advisory and href.endswith(advisory):
        return href.removesuffix(advisory), None
    return "", href


def _pattern(row: Alias) -> str:
    if row.kind == "order_number":
        return names.number(row.pattern)
    return names.maker(row.pattern) if row.kind == "vendor" else names.plain(row.pattern)


def _joined(*conditions: str) -> str:
    return "; ".join(dict.fromkeys(one for one in conditions if one))


def _other(release: str) -> Scheme:
    return Scheme.APK if release.startswith("alpine/") else Scheme.RPM
