"""The names of one maker's products, held in memory: which of them are meant by some words."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Set
from typing import NamedTuple, Self

_VARIANT = re.compile(r"\((?!incl)", re.IGNORECASE)
"""A name with something in brackets is one of several variants: the name alone is not exact."""


class Named(NamedTuple):
    """A product that may be meant. `level`: 3 order number, 2 its name, 1 its words, 0 too few words."""

    product: int
    label: str
    line: str
    level: int


class Makers(NamedTuple):
    """All spellings of one maker's products: by their whole name, and by the words that they need.

    `by_word` holds each spelling under its rarest word only, with all words that it needs.
    """

    by_name: dict[str, list[Named]]
    by_word: dict[str, list[tuple[frozenset[str], Named]]]

    @classmethod
    def read(cls, connection: sqlite3.Connection, maker: int) -> Self:
        products = {one: (label, line) for one, label, line in connection.execute(
            "SELECT id, label, line FROM product WHERE maker = ?", (maker,))}  # fmt: skip
        needs: dict[int, set[str]] = {}
        for token, name in connection.execute("SELECT token, name FROM token WHERE maker = ?", (maker,)):
            needs.setdefault(name, set()).add(token)
        common = Counter(token for tokens in needs.values() for token in tokens)
        found = cls({}, {})
        wanted = "SELECT id, product, plain, weak FROM name WHERE maker = ?"
        for name, product, plain, weak in connection.execute(wanted, (maker,)):
            exact = 1 if _VARIANT.search(products[product][0]) else 2
            found.by_name.setdefault(plain, []).append(Named(product, *products[product], exact))
            if tokens := needs.get(name):
                rarest = min(tokens, key=lambda one: (common[one], one))
                named = Named(product, *products[product], 0 if weak else 1)
                found.by_word.setdefault(rarest, []).append((frozenset(tokens), named))
        return found

    def named(self, spellings: Iterable[str], level: int = 2) -> list[Named]:
        """Products with exactly one of these names."""
        return [
            one._replace(level=min(level, one.level))
            for plain in spellings
            for one in self.by_name.get(plain, ())
        ]

    def with_words(self, words: Set[str]) -> list[Named]:
        """Products of which every word that counts is among these."""
        return [named for word in words for need, named in self.by_word.get(word, ()) if need <= words]
