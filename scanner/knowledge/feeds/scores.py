"""How bad it is: the CVSS score that counts when a source gives several."""

import re

from msgspec import Struct

ORDER = ("3.1", "3.0", "4.0", "2.0")
"""Which version of CVSS is preferred: 3.1 is what nearly all give, so that scores can be compared."""


_VECTOR = re.compile(r"[A-Za-z0-9:./]{1,200}")


class Cvss(Struct, rename="camel", gc=False):
    """CVSS as CSAF and CVE write it."""

    base_score: float | None = None
    vector_string: str = ""


class Score(Struct, frozen=True, gc=False):
    """A CVSS base score, 0 to 10, with its vector."""

    value: float | None = None
    vector: str = ""


def worst(found: list[tuple[str, Cvss | None]]) -> Score:
    """The highest score of the preferred version; `found` pairs a version with a score."""
    for version in ORDER:
        valid = [each for at, each in found if at == version and each and _valid(each.base_score)]
        if valid:
            top = max(valid, key=lambda each: each.base_score or 0)
            return Score(top.base_score, top.vector_string if _VECTOR.fullmatch(top.vector_string) else "")
    return Score()


def _valid(score: float | None) -> bool:
    return score is not None and 0 <= score <= 10
