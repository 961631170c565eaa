"""The names of one maker's products, held in memory: which of them are meant by some words."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Set
from typing import NamedTuple, Self

from msgspec import Struct
from msgspec.structs import replace

from scanner.knowledge.database import names
from scanner.knowledge.database.schema import PART_OF_A_NAME

_VARIANT = re.compile(r"\((?!incl)", re.IGNORECASE)
"""A name with something in brackets is one of several variants: the name alone is not exact."""


class Named(Struct, frozen=True, gc=False):
    """A product that may be meant. `level`: 3 order number, 2 its name, 1 its words, 0 too few words."""

    product: int
    label: str
    line: str
    level: int


class Makers(NamedTuple):
    """All spellings of one maker's products: by their whole name, by its core, and by the words that they need.

    `by_word` holds each spelling under its rarest word only, with all words that it needs. `aside` are the words
    that tell nothing of a product, its maker among them; `wild` are words such as `48xx` by their first letter.
    """

    aside: frozenset[str]
    by_name: dict[str, list[Named]]
    by_core: dict[str, list[Named]]
    by_word: dict[str, list[tuple[frozenset[str], Named]]]
    wild: dict[str, dict[str, re.Pattern[str]]]

    @classmethod
    def read(cls, connection: sqlite3.Connection, maker: int) -> Self:
        key = str(connection.execute("SELECT key FROM maker WHERE id = ?", (maker,)).fetchone()[0])
        told = "SELECT id, label, line FROM product WHERE id IN (SELECT product FROM name WHERE maker = ?)"
        products = {one: (label, line) for one, label, line in connection.execute(told, (maker,))}
        needs: dict[int, set[str]] = {}
        for token, name in connection.execute("SELECT token, name FROM token WHERE maker = ?", (maker,)):
            needs.setdefault(name, set()).add(token)
        common = Counter(token for tokens in needs.values() for token in tokens)
        found = cls(names.NOISE.union(key.split()), {}, {}, {}, {})
        wanted = "SELECT id, product, plain, weak FROM name WHERE maker = ?"
        for name, product, plain, weak in connection.execute(wanted, (maker,)):
            part = weak == PART_OF_A_NAME
            exact = 0 if part else 1 if _VARIANT.search(products[product][0]) else 2
            found.by_name.setdefault(plain, []).append(Named(product, *products[product], exact))
            if core := names.core(plain, found.aside):
                found.by_core.setdefault(core, []).append(
                    Named(product, *products[product], 0 if part else 1)
                )
            if tokens := needs.get(name):
                rarest = min(tokens, key=lambda one: (common[one], one))
                named = Named(product, *products[product], 0 if weak else 1)
                found.by_word.setdefault(rarest, []).append((frozenset(tokens), named))
                for wild in filter(names.WILD.fullmatch, tokens):
                    found.wild.setdefault(wild[0], {})[wild] = names.models_of(wild)
        return found

    def named(self, spellings: Iterable[str], level: int = 2) -> list[Named]:
        """Products with exactly one of these names, or with one that differs in words that tell nothing."""
        found: list[Named] = []
        for plain in spellings:
            for one in self.by_name.get(plain, ()):
                found.append(one if one.level <= level else replace(one, level=level))
            found += self.by_core.get(names.core(plain, self.aside), ())
        return found

    def with_words(self, words: Set[str]) -> list[Named]:
        """Products of which every word that counts is among these."""
        if self.wild:
            words = words | {
                wild
                for word in words
                for wild, models in self.wild.get(word[:1], {}).items()
                if models.fullmatch(word)
            }
        by_word = self.by_word
        return [named for word in words if word in by_word for need, named in by_word[word] if need <= words]
