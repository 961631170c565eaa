"""What a product's name asks of a device for it to be meant: its words, its release line, its series."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from scanner.knowledge.database.names import ASIDE, MOST, TABLE, WORD

_LINE = re.compile(r"\bv(?:ersion)?\.? ?(\d+(?:\.(?:\d+|x))*)\b(?:\.x)?", re.IGNORECASE)
_SERIES = re.compile(r"\b[Ss]eries ([A-F](?:(?:/|, ?| and )[A-F])*)\b")
_SERIES_OF = re.compile(r"(?:/| )([A-F])(?:/| |$)")
_MODEL = re.compile(r"[A-Za-z]{1,3}[0-9]{2,3}(?:/[0-9]{2,3})*[A-Za-z]{3,},?")
"""A whole model with letters on both sides: two of them in one name stand for two products."""
_NOISE = frozenset(TABLE["noise"])
_PROGRAMS = frozenset(TABLE["programs"])
MOST_VARIANTS = 16


@lru_cache(maxsize=20_000)
def line(text: str) -> str:
    """The release line in a product's name: `4.7` of "SINAMICS S150 V4.7", `4.x` of "ROS RSG2300P V4.X"."""
    found = _LINE.search(ASIDE.sub(" ", text[:MOST]))
    return found[1].casefold() if found else ""


def without_line(text: str) -> str:
    return _LINE.sub(" ", text[:MOST])


@lru_cache(maxsize=20_000)
def series(text: str) -> str:
    """The hardware series that a product's name tells, as letters: `BC` of "MicroLogix 1400 Series B and C"."""
    found = _SERIES.search(text[:MOST])
    return "".join(re.findall(r"[A-F]", found[1])) if found else ""


@lru_cache(maxsize=4096)
def series_of(text: str) -> str:
    """The series that a device tells behind its catalogue number: `B` of "1766-L32BXB B/21.02"; empty: none."""
    found = _SERIES_OF.search(text[:MOST])
    return found[1] if found else ""


@lru_cache(maxsize=20_000)
def required(text: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """What must stand in an identity for it to be this product: one tuple of words a spelling.

    Every word with a digit must, and beside them a telling word without one, where there is one
    (`nport` and `5110`). True: there is no digit, so the name is weak.
    """
    bare = _SERIES.sub(" ", ASIDE.sub(" ", without_line(text)))
    return tuple(_one(variant) for variant in islice(_variants(bare), MOST_VARIANTS))


def _variants(text: str) -> Iterator[str]:
    """`EDS-405A/408A` is two products, `R04/08/16CPU` three, `Q03UDECPU, Q04/06UDEHCPU` three as well."""
    parts = text.split()
    models = [part for part in parts if _MODEL.fullmatch(part)]
    several = models if len(models) > 1 else []
    for model in several or [""]:
        groups = [_group(part) for part in parts if part not in several or part == model]
        yield from (" ".join(one) for one in product(*groups))


def _group(part: str) -> list[str]:
    members = part.split("/")
    if len(members) == 1 or not all(any(c.isdigit() for c in one) for one in members):
        return [part]
    first, last = re.match(r"(.*?)\d+(.*)$", members[0]), re.search(r"\d+([A-Za-z]*)$", members[-1])
    head, tail = (first[1] if first else ""), (last[1] if last else "")
    return [_whole(one, head, tail) for one in members]


def _whole(member: str, head: str, tail: str) -> str:
    """A member with what only the first (in front) or the last (behind) has."""
    begun = member if re.match(r"[A-Za-z]", member) else head + member
    return begun if re.search(r"[A-Za-z]$", begun) else begun + tail


def _one(text: str) -> tuple[tuple[str, ...], bool]:
    found = WORD.findall(text.casefold())
    digits = [word for word in found if any(character.isdigit() for character in word)]
    telling = [word for word in found if word not in _NOISE and word not in digits and len(word) > 2]
    if not digits:
        return tuple(dict.fromkeys(telling)), True
    # A word of letters and digits, nearly as long as an article number, tells enough by itself.
    sure = any(len(word) > 3 and not word.isdigit() for word in digits)
    kinds = [word for word in telling if word in _PROGRAMS]
    return tuple(dict.fromkeys([*digits, *kinds, *([] if sure else telling[:1])])), False
