"""From what a device says it is to the vulnerabilities that sources know in it, and how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from scanner.knowledge.database.found import Statement, Vulnerable
from scanner.knowledge.database.index import Named
from scanner.knowledge.database.reader import Reader
from scanner.knowledge.database.schema import REMEDIES
from scanner.knowledge.facts import Remedy
from scanner.knowledge.identity import Identity, candidates
from scanner.knowledge.verdicts import (
    AFFECTED,
    AWAY,
    PLACE,
    Advisory,
    Keys,
    Verdict,
    gathered,
    holds,
    judged,
    keys_of,
)
from scanner.model.known import Sure

__all__ = ["Found", "Identity", "Match", "candidates", "look_up"]

MOST = 500
"""Matches of one identity that are kept, the surest first."""

Against = tuple[Statement, str]
"""A sentence that says this version is in order, and its words."""


class Match(Struct, frozen=True, gc=False):
    """One vulnerability in one identity. `disagree` says what another source says instead."""

    vulnerability: Vulnerable
    sure: Sure
    product: str
    advisory: str
    href: str
    source: int
    versions: str = ""
    fix: str = ""
    remedy: Remedy = Remedy.UNKNOWN
    condition: str = ""
    disagree: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up came to. `covered`: the knowledge speaks of this product at all."""

    matches: tuple[Match, ...] = ()
    covered: bool = False


def look_up(reader: Reader, identity: Identity) -> Found:
    """All that the sources say of this identity and its version, the surest first."""
    named = candidates(reader, identity)
    if not named:
        return Found()
    told = reader.remember(("told", *named), lambda: gathered(reader.statements(one) for one in named))
    found: list[Match] = []
    keys = keys_of(identity.version, told.schemes)
    for advisories in told.vulnerabilities:
        if len(advisories) == 1:  # nobody else speaks of this vulnerability
            if alone := judged(advisories[0], named, identity, keys):
                found.append(_match(reader, *alone, named))
        elif verdicts := [one for same in advisories if (one := judged(same, named, identity, keys))]:
            found.append(_compared(reader, verdicts, advisories, named, keys))
    found.sort(key=_surest)
    return Found(tuple(found[:MOST]), covered=True)


def _surest(match: Match) -> tuple[int, float]:
    return PLACE[match.sure], -(match.vulnerability.cvss or 0.0)


def _compared(
    reader: Reader,
    verdicts: list[Verdict],
    advisories: Sequence[Advisory],
    named: dict[int, Named],
    keys: Keys,
) -> Match:
    """One vulnerability of several advisories: the surest verdict, and what the others say against it."""
    other: list[Against] = []
    if any(sure != "possible" for _, sure in verdicts):
        other = list(_other_words(advisories, keys))
    return min((_match(reader, one, sure, named, other) for one, sure in verdicts), key=_surest)


def _other_words(advisories: Sequence[Advisory], keys: Keys) -> Iterator[Against]:
    """The sentences of each advisory that say this version is in order."""
    for same in advisories:
        about = [(row, holds(row, keys)) for row in same]
        inside = any(held is not False and row.status == AFFECTED for row, held in about)
        for row, held in about:
            if row.status in AWAY and held:
                yield row, f"not this version ({row.versions})"
            elif row.status == AFFECTED and held is False and not inside:
                yield row, f"affected is only {row.versions}"


def _match(
    reader: Reader, one: Statement, sure: Sure, named: dict[int, Named], other: Sequence[Against] = ()
) -> Match:
    name, href, source = reader.advisory(one.advisory)
    product = named[one.product]
    found = Match(
        reader.vulnerability(one.vulnerability), sure, product.label, name, href, source, one.versions, one.fix,
        REMEDIES[one.remedy], one.condition,
    )  # fmt: skip
    if not other or sure == "possible":
        return found
    for said, words in other:
        if said.advisory != one.advisory and named[said.product].level >= product.level:
            lower: Sure = "possible" if said.status in AWAY or sure != "confirmed" else "likely"
            return replace(found, sure=lower, disagree=f"{reader.advisory(said.advisory)[0]}: {words}")
    return found
