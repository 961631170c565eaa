"""How names of makers, products and order numbers are made comparable."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

WORD = re.compile(r"[a-z0-9äöüß]+")
TABLE: dict[str, Any] = tomllib.loads(
    files("scanner.knowledge.database").joinpath("words.toml").read_text("utf-8")
)
_LEGAL = frozenset(TABLE["legal"])
_SAME: dict[str, str] = TABLE["same"]
ASIDE = re.compile(r"\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)")
_NUMBER = re.compile(
    r"\b(?:[1-9][A-Z]{2}\d ?\d{3}[- ]?\d[A-Z]{2}\d[0-9xX](?:-[0-9A-Z]{3,5})?(?:-Z)?"  # Siemens MLFB
    r"|(?:1[0-9]|20|25|27|42|44|45|48|50|51|56|60|61|87|91|93|94|96)\d{2}[A-Z]{0,2}-[A-Z]{1,3}[0-9A-Z]{1,12})\b",
    re.IGNORECASE,
)  # and Rockwell's catalogue numbers (bulletin, hyphen, letters)
MOST = 400
"""Characters of a name that are read."""


@lru_cache(maxsize=20_000)
def maker(text: str) -> str:
    """The maker without legal forms and common trade words; of several makers the first."""
    first = re.split(r",(?! (?:inc|llc|ltd|co)\b)|/| and (?=[A-Z])", text[:MOST], maxsplit=1)[0] or text
    words = WORD.findall(first.casefold())
    kept = [word for word in words if word not in _LEGAL] or words
    joined = " ".join(kept)
    return _SAME.get(joined, joined)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A product's name as words in lower case, asides in brackets left out."""
    return " ".join(WORD.findall(ASIDE.sub(" ", text[:MOST]).casefold()))


@lru_cache(maxsize=20_000)
def number(text: str) -> str:
    """An order number without blanks, hyphens and case."""
    return "".join(re.findall(r"[a-z0-9]+", text[:60].casefold()))


@lru_cache(maxsize=20_000)
def numbers_in(text: str) -> tuple[str, ...]:
    """Order numbers of Siemens and catalogue numbers of Rockwell that stand in a name."""
    return tuple(dict.fromkeys(number(found) for found in _NUMBER.findall(text[:MOST])))


def words(text: str) -> frozenset[str]:
    """All words of an identity, compounds both joined and apart: `s7-1500` gives s7, 1500 and s71500."""
    apart = WORD.findall(text[:MOST].casefold())
    joined = [first + second for first, second in pairwise(apart)]
    return frozenset((*apart, *joined, *(number(part) for part in text[:MOST].split())))


def build(text: str) -> str:
    """The build number of a Windows version: `19045` of `10.0.19045.4046`, `10.0.19045` or `19045`."""
    parts = text.strip().split(".")
    return parts[2] if len(parts) > 2 else parts[-1]
