"""What a product's name asks of a device for it to be meant: its words, its release line, its series."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from scanner.knowledge.database.names import ASIDE, MOST, NOISE, TABLE, WILD, WORD, folded, plain
from scanner.knowledge.database.schema import PART_OF_A_NAME

_LINE = re.compile(
    r"(?<!hardware )(?P<below>(?<!\S)<=? ?)?\bv(?:ersion)?\.? ?(?P<line>\d+(?:\.(?:\d+|x))*)\b(?:\.x)?"
    r"(?: (?:and|or) (?:(?P<down>earlier|prior|below|lower|older)|(?P<up>newer|later|higher|above))(?: versions?)?\b)?",
    re.IGNORECASE,
)
_ONLY_A_LINE = re.compile(r"\(((?:[A-Z]\w* ){0,2}V\d+(?:\.\d+)*)\)")
"""Brackets with nothing but a line: "(TIA Portal V13)"."""
_TAIL = re.compile(
    r"(?<=\w\w)\)? (?:for|with|using|running|containing|based on|as used in|installed on|w\.) .*$",
    re.IGNORECASE,
)
"""What a source says of where a product is used; the product itself does not."""
_SECOND = re.compile(r"(?<=[A-Za-z]{3})/[A-Z][A-Za-z]{2,}$")
_RANGE = re.compile(
    r"\b(?:([A-Za-z]{1,3})-?)?(?=\d{3})([1-9]\d*?)(00)(?=[A-Z]{0,3}\b[^/]*\b(?:series|family)\b)",
    re.IGNORECASE,
)
"""A number that stands for a series of models: `X-200` of "SCALANCE X-200 switch family"."""
_SERIES = re.compile(r"\b[Ss]eries ([A-F](?:(?:/|, ?| and )[A-F])*)\b")
_SERIES_OF = re.compile(r"(?:/| )([A-F])(?:/| |$)")
_MODEL = re.compile(r"[A-Za-z]{1,3}[0-9]{2,3}(?:/[0-9]{2,3})*[A-Za-z]{3,},?")
"""A whole model with letters on both sides: two of them in one name stand for two products."""
_SPLIT_CPU = re.compile(r"\b(R\d{2,3})(?: ?\((EN)\))? ?([A-Z]{0,3}CPU)\b")
"""A CPU of MELSEC iQ-R written in pieces: `R04 (EN) CPU` is the R04CPU and the R04ENCPU."""
_HARDWARE = re.compile(
    r"\bhardware versions? [\w.]+(?: and (?:below|prior|earlier|above|later))?", re.IGNORECASE
)
_EITHER = re.compile(r"(\S*\d\S*) / (?=\S*\d)")
_ABBREVIATED = re.compile(r"\b([a-z]{1,3})[- ](\d{2,})\b")
_ORDER = re.compile(r"(?=.{8})[a-z]{3,}\d{3,}[a-z0-9]*")
"""So long and mixed that it is an order number: it needs no other word beside it."""
_ARTICLE = re.compile(r"\b\d{3,}-\d{3,}\b")
_PROGRAMS = frozenset(TABLE["programs"])
MOST_VARIANTS = 16


@lru_cache(maxsize=20_000)
def line(text: str) -> str:
    """The release line in a product's name: `4.7` of "SINAMICS S150 V4.7", `4.x` of "ROS RSG2300P V4.X".

    With `<=` or `>=` before it, where the name says "and earlier" or "and newer".
    """
    found = _LINE.search(ASIDE.sub(" ", _ONLY_A_LINE.sub(r" \1 ", text[:MOST])))
    if not found:
        return ""
    sign = "<=" if found["down"] else ">=" if found["up"] else (found["below"] or "").strip()
    return sign + found["line"].casefold()


def without_line(text: str) -> str:
    return _LINE.sub(" ", text[:MOST])


@lru_cache(maxsize=20_000)
def beginning(text: str) -> str:
    """A name without what it is used with or for: "MMS Server" of "MMS Server for AC 800M"; empty: there is none.

    Nor with the second of two names: "SICAM PAS" of "SICAM PAS/PQS".
    """
    short = _SECOND.sub("", _TAIL.sub("", text[:MOST]))
    return short if short != text[:MOST] else ""


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
    whole = _EITHER.sub(r"\1/", _SPLIT_CPU.sub(_put_together, without_line(text)))
    bare = _SERIES.sub(" ", _HARDWARE.sub(" ", ASIDE.sub(" ", whole)))
    return tuple(_one(variant) for variant in islice(_variants(bare), MOST_VARIANTS))


def spellings(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The ways in which a device may tell a name: plain, the words that it needs, and how weak it is."""
    own = plain(without_line(text))
    yield from ((own, tokens, int(weak)) for tokens, weak in required(text))
    if (models := _RANGE.sub(_models, text)) != text:
        yield from ((own, tuple(map(_closed, tokens)), int(weak)) for tokens, weak in required(models))
    if part := beginning(text):
        own = plain(without_line(part))
        yield from ((own, () if weak else tokens, PART_OF_A_NAME) for tokens, weak in required(part))


def _closed(token: str) -> str:
    """A series' models have no letters behind their number: X204IRT is none of the X-200, but of the X-200IRT."""
    return f"{token}." if WILD.fullmatch(token) else token


def _models(found: re.Match[str]) -> str:
    """`X2xx` of the series X-200."""
    return (found[1] or "") + found[2] + "x" * len(found[3])


def _put_together(found: re.Match[str]) -> str:
    number, ethernet, kind = found.groups()
    return f"{number}{kind}/{number}{ethernet}{kind}" if ethernet else number + kind


def _variants(text: str) -> Iterator[str]:
    """`EDS-405A/408A` is two products, `R04/08/16CPU` three, `Q03UDECPU, Q04/06UDEHCPU` three as well."""
    parts = text.split()
    models = [part for part in parts if _MODEL.fullmatch(part) or WILD.fullmatch(part.casefold())]
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
    if members[-1][0].isalpha():  # each is whole: S2020/S2020G
        tail = ""
    return [_whole(one, head, tail) for one in members]


def _whole(member: str, head: str, tail: str) -> str:
    """A member with what only the first (in front) or the last (behind) has."""
    begun = member if re.match(r"[A-Za-z]", member) else head + member
    return begun if re.search(r"[A-Za-z]$", begun) else begun + tail


def _one(text: str) -> tuple[tuple[str, ...], bool]:
    """A short word and a number behind it are one word: `XM-400` is not `XC-400`."""
    low = folded(text)
    found = WORD.findall(_ABBREVIATED.sub(_abbreviation, low))
    digits = [word for word in found if word not in NOISE and _has_a_number(word)]
    telling = [word for word in found if word not in NOISE and word not in digits and len(word) > 2]
    if not digits:
        return tuple(dict.fromkeys(telling)), True
    # A word of letters and digits, nearly as long as an article number, tells enough by itself.
    sure = _ARTICLE.search(low) or any(
        len(word) > 3 and not word.isdigit() and not WILD.fullmatch(word) for word in digits
    )
    kinds = [word for word in telling if word in _PROGRAMS]
    if " for " not in low:  # else the number is that of another product
        digits = [word for word in digits if _ORDER.fullmatch(word)][:1] or digits
    few = telling[:1]
    if all(word.isdigit() and len(word) < 3 for word in digits):  # STEP 7 is not PCS 7
        before = found[: found.index(digits[0])][-1:]
        few += [word for word in before if word in telling]
    return tuple(dict.fromkeys([*digits, *kinds, *([] if sure else few)])), False


def _has_a_number(word: str) -> bool:
    return any(character.isdigit() for character in word) or bool(WILD.fullmatch(word))


def _abbreviation(found: re.Match[str]) -> str:
    return found[0] if found[1] in NOISE else found[1] + found[2]
