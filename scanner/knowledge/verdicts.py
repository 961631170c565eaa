"""What a source's sentences say of one version, and how sure that is."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from scanner.knowledge.database import names, spelling
from scanner.knowledge.database.found import Statement
from scanner.knowledge.database.index import Named
from scanner.knowledge.database.schema import EXACTLY, HIGH_IN, KINDS, LOW_IN, REMEDIES, SCHEMES, STATUSES
from scanner.knowledge.facts import Remedy, Scheme, Status
from scanner.knowledge.identity import Identity
from scanner.knowledge.versions import RangeKind, UnreadableVersionError, key
from scanner.model.known import Sure

PLACE: dict[Sure, int] = {"confirmed": 0, "likely": 1, "no fix exists": 2, "possible": 3}
AFFECTED = STATUSES.index(Status.AFFECTED)
AWAY = frozenset({STATUSES.index(Status.FIXED), STATUSES.index(Status.NOT_AFFECTED)})
"""They say: not this."""
_TELLING = frozenset({AFFECTED, *AWAY})

EXACT = 2
"""The lowest level of a product that is named exactly."""

_UNMENDED = frozenset(at for at, one in enumerate(REMEDIES) if one not in (Remedy.FIX, Remedy.UNKNOWN))
_SOME, _ALL = KINDS.index(RangeKind.SOME), KINDS.index(RangeKind.ALL)
_EXCEPT = re.compile(
    r"\b(?:exclud|except|without|w/o|only (?:if|when|with)|if |hardware version)", re.IGNORECASE
)


Advisory = tuple[Statement, ...]
"""What one advisory says of one vulnerability in the products that may be meant."""
Verdict = tuple[Statement, Sure]
Keys = tuple[bytes | None, ...]
Said = tuple[Statement, bool | None]
"""A sentence, and whether it speaks of this version; None: nobody can tell."""


class Gathered(NamedTuple):
    """The sentences that say yes or no, by vulnerability and then by advisory, and the schemes of their versions."""

    vulnerabilities: tuple[tuple[Advisory, ...], ...]
    schemes: frozenset[int]


def gathered(told: Iterable[Iterable[Statement]]) -> Gathered:
    """Sorted for look-ups, whatever the version."""
    found: dict[int, dict[int, list[Statement]]] = {}
    for statements in told:
        for one in statements:
            if one.status in _TELLING:
                found.setdefault(one.vulnerability, {}).setdefault(one.advisory, []).append(one)
    sorted_out = tuple(tuple(tuple(same) for same in advisories.values()) for advisories in found.values())
    return Gathered(sorted_out, frozenset(one.scheme for all_ in sorted_out for same in all_ for one in same))


def holds(one: Statement, keys: Keys) -> bool | None:
    """Whether a sentence speaks of the version with these keys; None: nobody can tell."""
    if one.kind != _SOME:
        return True if one.kind == _ALL else None
    mine = keys[one.scheme]
    if mine is None:
        return None
    low, high = one.low, one.high
    if one.ends == EXACTLY:
        return mine == low
    if low is not None and (mine < low or (mine == low and not one.ends & LOW_IN)):
        return False
    return high is None or mine < high or bool(mine == high and one.ends & HIGH_IN)


@lru_cache(maxsize=4096)
def keys_of(version: str, schemes: frozenset[int]) -> Keys:
    """The version's key in each of these orders, at their place in `SCHEMES`; None where it has none."""
    return tuple(_key(version, scheme) if at in schemes else None for at, scheme in enumerate(SCHEMES))


@lru_cache(maxsize=4096)
def _key(version: str, scheme: Scheme) -> bytes | None:
    try:
        return key(version, scheme) if version else None
    except UnreadableVersionError:
        return None


def judged(same: Advisory, named: dict[int, Named], identity: Identity, keys: Keys) -> Verdict | None:
    """What is left of one advisory's sentences: the nearest ones, unless one of them says "not this"."""
    if len(same) == 1:  # nearly always
        alone = same[0]
        inside = holds(alone, keys)
        if inside is False or alone.status != AFFECTED:
            return None
        sure = _verdict(alone, inside, named[alone.product], identity)
        return (alone, sure) if sure else None
    level = max([named[one.product].level for one in same])
    nearest = [(one, holds(one, keys)) for one in same if named[one.product].level == level]
    best = _surest([pair for pair in nearest if pair[1] is not False], named, identity)
    if best and level < EXACT and best[1] != "possible" and _another_variant(best[0], nearest, named):
        return best[0], "possible"
    return best


def _another_variant(best: Statement, nearest: Sequence[Said], named: dict[int, Named]) -> bool:
    """Whether a variant of the same name leaves this version out: nobody can tell which of them the device is."""
    mine = _bare(named[best.product].label)
    meant = {one.product for one, inside in nearest if inside is not False}
    return any(one.product not in meant and _bare(named[one.product].label) == mine for one, _ in nearest)


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    return names.plain(spelling.without_line(label))


def _surest(said: Sequence[Said], named: dict[int, Named], identity: Identity) -> Verdict | None:
    best: Verdict | None = None
    for one, inside in said:
        if one.status != AFFECTED:
            if inside:
                return None
        elif (sure := _verdict(one, inside, named[one.product], identity)) and (
            best is None or PLACE[sure] < PLACE[best[1]]
        ):
            best = one, sure
    return best


def _verdict(one: Statement, inside: bool | None, named: Named, identity: Identity) -> Sure | None:
    """None: the version is at or above the one that mends it."""
    doubtful = bool(one.condition) or identity.bare or named.level < 1 or _doubtful(named.label, identity)
    if one.kind == _SOME:
        if inside is None or doubtful:
            return "possible"
        return "confirmed" if named.level >= EXACT else "likely"
    if one.kind != _ALL:
        return "possible"
    if one.fix and identity.version:
        return _against_fix(one, named, identity, doubtful)
    return "no fix exists" if one.remedy in _UNMENDED and not doubtful else "possible"


def _doubtful(label: str, identity: Identity) -> bool:
    excepts, series = _particular(label)
    return excepts or (series and not spelling.series_of(f"{identity.product} {identity.model}"))


@lru_cache(maxsize=16_384)
def _particular(label: str) -> tuple[bool, bool]:
    """Whether a product's name makes an exception, and whether it tells a series of the hardware."""
    return bool(_EXCEPT.search(label)), bool(spelling.series(label))


def _against_fix(one: Statement, named: Named, identity: Identity, doubtful: bool) -> Sure | None:
    """All versions are said to be affected, and a version that mends it is told: that one decides."""
    scheme = SCHEMES[one.scheme]
    fixed, mine = _key(one.fix, scheme), _key(identity.version, scheme)
    if fixed is None or mine is None or doubtful:
        return "possible"
    if mine >= fixed:
        return None
    return "confirmed" if named.level >= EXACT else "likely"
