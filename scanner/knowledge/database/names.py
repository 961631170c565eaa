"""How names of makers, products and order numbers are made comparable."""

import re
import tomllib
import unicodedata
from collections.abc import Set
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

WORD = re.compile(r"[a-z0-9]+")
TABLE: dict[str, Any] = tomllib.loads(
    files("scanner.knowledge.database").joinpath("words.toml").read_text("utf-8")
)
_LEGAL = frozenset(TABLE["legal"])
NOISE = frozenset(TABLE["noise"])
_SAME: dict[str, str] = TABLE["same"]
ASIDE = re.compile(r"\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)")
_NUMBER = re.compile(
    r"\b(?:[1-9][A-Z]{2}\d ?\d{3}[- ]?\d[A-Z]{2}\d[0-9xX](?:-[0-9A-Z]{3,5})?(?:-Z)?"  # Siemens MLFB
    r"|(?:1[0-9]|20|25|27|42|44|45|48|50|51|56|60|61|87|91|93|94|96)\d{2}[A-Z]{0,2}-[A-Z]{1,3}[0-9A-Z]{1,12})\b",
    re.IGNORECASE,
)  # and Rockwell's catalogue numbers (bulletin, hyphen, letters)
MOST = 400
"""Characters of a name that are read."""
MOST_MAKERS = 6
_OWNED = re.compile(r"\b(?:an?|the) (?:subsidiary|division|brand|part|company) of\b", re.IGNORECASE)
_BETWEEN = re.compile(r",(?! ?(?i:inc|llc|ltd|co|gmbh|ag)\b)|/| and (?=[A-Z])")
WILD = re.compile(r"(?:[a-z0-9]*[0-9](?:x+(?:[0-9][a-z0-9]*)?|xx+[a-z]{1,3})|[a-z]{2,}x{3,})\.?")
"""How sources write a whole range of models: `48xx`, `1x1`, `2cd2xx2f`, `emaxxx`."""
_KINDS = frozenset({"software", "application", "app", "program"})
"""Words at the end of a name that tell what sort of thing it is: sources add them, programs seldom do."""


def folded(text: str) -> str:
    """In lower case and without accents. A text that was read in the wrong alphabet (`GeutebrÃ¼ck`) is mended."""
    if text.isascii():
        return text.casefold()
    with suppress(UnicodeError):  # then it was right as it stood
        text = text.encode("cp1252").decode("utf-8")
    return "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    )


@lru_cache(maxsize=20_000)
def makers(text: str) -> tuple[str, ...]:
    """The makers that a source names in one field, each without legal forms and common trade words."""
    plainly = _OWNED.sub(" ", text[:MOST])
    parts = [one for one in _BETWEEN.split(plainly) if one.strip()] or [plainly]
    found = [_maker(WORD.findall(folded(one)), whole=at == 0) for at, one in enumerate(parts)]
    return tuple(dict.fromkeys(one for at, one in enumerate(found) if one or at == 0))[:MOST_MAKERS]


def _maker(words: list[str], *, whole: bool) -> str:
    kept = [word for word in words if word not in _LEGAL] or (words if whole else [])
    joined = " ".join(kept)
    return _SAME.get(joined, joined)


def maker(text: str) -> str:
    """Of several makers the first."""
    return makers(text)[0]


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A product's name as words in lower case, asides in brackets left out."""
    return " ".join(WORD.findall(folded(ASIDE.sub(" ", text[:MOST]))))


def without_maker(text: str, vendor: str) -> str:
    """A product's name without its maker in front of it (`Inductive Automation Ignition`)."""
    found = re.match(re.escape(vendor) + r"\W+(?=\w)", text, re.IGNORECASE) if vendor else None
    return text[found.end() :] if found else text


def core(plain_name: str, aside: Set[str]) -> str:
    """What is left of a plain name without the words that tell nothing (`sunny webbox`)."""
    told = plain_name.split()
    if len(told) > 1 and told[-1] in _KINDS:
        told.pop()
    return " ".join([word for word in told if word not in aside])


@lru_cache(maxsize=20_000)
def number(text: str) -> str:
    """An order number without blanks, hyphens and case."""
    return "".join(WORD.findall(folded(text[:60])))


@lru_cache(maxsize=20_000)
def numbers_in(text: str) -> tuple[str, ...]:
    """Order numbers of Siemens and catalogue numbers of Rockwell that stand in a name."""
    return tuple(dict.fromkeys(number(found) for found in _NUMBER.findall(text[:MOST])))


def words(text: str) -> frozenset[str]:
    """All words of an identity, compounds both joined and apart: `s7-1500` gives s7, 1500 and s71500."""
    apart = WORD.findall(folded(text[:MOST]))
    joined = [first + second for first, second in pairwise(apart)]
    return frozenset((*apart, *joined, *(number(part) for part in text[:MOST].split())))


def models_of(wild: str) -> re.Pattern[str]:
    """The models that a wildcard stands for: `4808e` is one of `48xx`, and so is `48xx` itself.

    An x is a digit. Behind the last of them a model may tell more of itself in letters (`ap8959eu3`), where the
    wildcard does not end in a point.
    """
    told = wild.removesuffix(".")
    pattern = re.sub(r"(?<=[0-9])x+|x{3,}", lambda found: f"[0-9x]{{{len(found[0])}}}", told)
    return re.compile(pattern if told != wild else pattern + "(?:[a-z]|[a-z]{2}[0-9])?")


def build(text: str) -> str:
    """The build number of a Windows version: `19045` of `10.0.19045.4046`, `10.0.19045` or `19045`."""
    parts = text.strip().split(".")
    return parts[2] if len(parts) > 2 else parts[-1]
