"""A source's text cut into signs, versions and separators. What is none of these is not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from scanner.knowledge.facts import Scheme
from scanner.knowledge.versions import ot


class NotUnderstoodError(ValueError):
    """The text has a word or an order that the grammar does not know."""


class Kind(StrEnum):
    """What a token is. The groups of the pattern below bear these names."""

    ALL = "all"
    SIGN = "sign"
    TO = "to"
    AFTER = "after"
    EDGE = "edge"
    WILD = "wild"
    VERSION = "version"
    SEPARATOR = "separator"
    COLON = "colon"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text. A sign's text is `<`, `<=`, `>`, `>=` or `=`, however it was spelt."""

    kind: Kind
    text: str


_KINDS = r"(?:(?:firmware|software|product)[ ])?(?:versions?|releases?|revisions?)"
_SPELT = {
    "<": rf"<|(?:{_KINDS}[ ])?(?:prior[ ]to|before|earlier[ ]than|lower[ ]than|older[ ]than|less[ ]than|below)",
    "<=": r"<=|=<|≤|(?:up|prior)[ ]to[ ]and[ ]including",
    ">": r">|later[ ]than|newer[ ]than|higher[ ]than|greater[ ]than|above",
    ">=": r">=|=>|≥|from|starting[ ]with|starting[ ]from|since|between",
    "=": r"=",
}
_LOWER, _HIGHER = "prior|earlier|below|lower|older|previous|before", "later|newer|higher|above|up|greater"
_END_OF_VERSION = r"(?![\w{/]|[.]\w|-(?!v?[0-9]+[.][0-9]|v[0-9])\w)"
_OTHER_VERSION = r"[0-9A-Za-z][0-9A-Za-z.+~:^_-]*"
_AFTER = (
    rf",?[ ]?(?:and|or)[ ](?:all[ ])?(?:{_KINDS}[ ])?(?:{_LOWER}|{_HIGHER})(?:[ ]{_KINDS})?"
    r"(?![ ](?:to|than)\b)(?!\w)"
)


def tokens(text: str, scheme: Scheme) -> Iterator[Token]:
    """The text's tokens; raises `NotUnderstoodError` at the first place that is none."""
    pattern, place = _pattern(scheme), 0
    while place < len(text):
        found = pattern.match(text, place)
        if not found:
            raise NotUnderstoodError(text[place : place + 30])
        place = found.end()
        kind = Kind(found.lastgroup or Kind.NOISE)
        if kind is not Kind.NOISE:
            yield Token(kind, _said(kind, found[0]))


def sign_of(after: str) -> str:
    """`<=` for "and earlier", `>=` for "or later"."""
    return "<=" if re.search(rf"\b(?:{_LOWER})\b", after, re.IGNORECASE) else ">="


@cache
def _pattern(scheme: Scheme) -> re.Pattern[str]:
    version, wild = _OTHER_VERSION, r"(?!)"
    if scheme is Scheme.OT:
        version = ot.VERSION + _END_OF_VERSION
        wild = rf"{ot.PREFIX}{ot.CORE}(?:[.][x*]{{1,2}}){{1,4}}(?![\w.*])"
    signs = "|".join((_SPELT["<="], _SPELT[">="], _SPELT["<"], _SPELT[">"], _SPELT["="]))
    return re.compile(
        rf"(?P<after>{_AFTER})|(?P<all>all[ ]{_KINDS}|any[ ]{_KINDS}|all(?!\w)|[*])"
        rf"|(?P<edge>[(](?:includ|inclus|exclud|exclus)[a-z]{{2,4}}[)])"
        rf"|(?P<sign>{signs})|(?P<to>up[ ]to\b|through\b|thru\b|to\b|-(?=[ v0-9]))"
        rf"|(?P<wild>{wild})|(?P<separator>,?[ ]?(?:and|or)(?!\w)|[|;,&])|(?P<colon>:)"
        rf"|(?P<version>{version})|(?P<noise>[ ]+|{_KINDS}(?!\w)|firmware(?!\w))",
        re.IGNORECASE | re.ASCII,
    )


def _said(kind: Kind, text: str) -> str:
    if kind is not Kind.SIGN:
        return text
    return next(sign for sign, spelt in _SPELT.items() if re.fullmatch(spelt, text, re.IGNORECASE))
