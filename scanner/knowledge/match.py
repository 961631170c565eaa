"""From what a device says it is to the vulnerabilities that sources know in it, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.knowledge.database.index import Named
from scanner.knowledge.database.reader import Reader, Statement, Vulnerable
from scanner.knowledge.database.schema import REMEDIES
from scanner.knowledge.facts import Remedy
from scanner.knowledge.identity import Identity, candidates
from scanner.knowledge.verdicts import AFFECTED, AWAY, ORDER, Said, holds, judged
from scanner.model.known import Sure

__all__ = ["Found", "Identity", "Match", "candidates", "look_up"]

MOST = 500
"""Matches of one identity that are kept, the surest first."""

_TELLING = frozenset({AFFECTED, *AWAY})


@dataclass(frozen=True, slots=True)
class Match:
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
    version = identity.version
    said = [Said(one, inside) for product in named for one in reader.statements(product)
            if (inside := holds(one, version)) is not False and one.status in _TELLING]  # fmt: skip
    found_out = list(judged(said, named, identity))
    if not found_out:
        return Found(covered=True)
    other = _other_words(reader, found_out, named, version)
    found = [_match(reader, one, sure, named, other) for one, sure in found_out]
    found.sort(key=_surest)
    once: dict[int, Match] = {}
    for match in found:
        once.setdefault(match.vulnerability.id, match)
    return Found(tuple(once.values())[:MOST], covered=True)


def _surest(match: Match) -> tuple[int, float]:
    return ORDER.index(match.sure), -(match.vulnerability.cvss or 0.0)


Contradicted = dict[int, list[tuple[Statement, str]]]


def _other_words(
    reader: Reader, counted: Sequence[tuple[Statement, Sure]], named: dict[int, Named], version: str
) -> Contradicted:
    """For each vulnerability the sentences of other advisories that say this version is in order."""
    wanted = {one.vulnerability for one, sure in counted if sure != "possible"}
    about = [Said(one, holds(one, version)) for product in named for one in reader.statements(product)
             if one.vulnerability in wanted]  # fmt: skip
    inside_of = {(one.row.vulnerability, one.row.advisory) for one in about
                 if one.holds is not False and one.row.status == AFFECTED}  # fmt: skip
    found: Contradicted = {}
    for row, inside in about:
        if row.status in AWAY and inside:
            found.setdefault(row.vulnerability, []).append((row, f"not this version ({row.versions})"))
        elif (
            row.status == AFFECTED and inside is False and (row.vulnerability, row.advisory) not in inside_of
        ):
            found.setdefault(row.vulnerability, []).append((row, f"affected is only {row.versions}"))
    return found


def _match(reader: Reader, one: Statement, sure: Sure, named: dict[int, Named], other: Contradicted) -> Match:
    name, href, source = reader.advisory(one.advisory)
    product = named[one.product]
    found = Match(
        vulnerability=reader.vulnerability(one.vulnerability), sure=sure, product=product.label, advisory=name,
        href=href, source=source, versions=one.versions, fix=one.fix, remedy=REMEDIES[one.remedy],
        condition=one.condition,
    )  # fmt: skip
    against = [(said, words) for said, words in other.get(one.vulnerability, ())
               if said.advisory != one.advisory and named[said.product].level >= product.level]  # fmt: skip
    if not against or sure == "possible":
        return found
    said, words = against[0]
    lower: Sure = "possible" if said.status in AWAY or sure != "confirmed" else "likely"
    return replace(found, sure=lower, disagree=f"{reader.advisory(said.advisory)[0]}: {words}")
