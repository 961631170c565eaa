"""What a source's sentences say of one version, and how sure that is."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from scanner.knowledge.database import spelling
from scanner.knowledge.database.index import Named
from scanner.knowledge.database.reader import Statement
from scanner.knowledge.database.schema import EXACTLY, HIGH_IN, KINDS, LOW_IN, REMEDIES, SCHEMES, STATUSES
from scanner.knowledge.facts import Remedy, Scheme, Status
from scanner.knowledge.identity import Identity
from scanner.knowledge.versions import RangeKind, UnreadableVersionError, key
from scanner.model.known import Sure

ORDER: tuple[Sure, ...] = ("confirmed", "likely", "no fix exists", "possible")
AFFECTED = STATUSES.index(Status.AFFECTED)
AWAY = frozenset({STATUSES.index(Status.FIXED), STATUSES.index(Status.NOT_AFFECTED)})
"""They say: not this."""

EXACT = 2
"""The lowest level of a product that is named exactly."""

_SOME, _ALL = KINDS.index(RangeKind.SOME), KINDS.index(RangeKind.ALL)
_EXCEPT = re.compile(r"\b(?:exclud|except|without|w/o|only (?:if|when|with)|if )", re.IGNORECASE)


class Said(NamedTuple):
    """A sentence, and whether it speaks of this version; None: nobody can tell."""

    row: Statement
    holds: bool | None


def holds(one: Statement, version: str) -> bool | None:
    if one.kind != _SOME:
        return True if one.kind == _ALL else None
    mine = _key(version, SCHEMES[one.scheme])
    if mine is None:
        return None
    low, high = one.low, one.high
    if one.ends == EXACTLY:
        return mine == low
    if low is not None and (mine < low or (mine == low and not one.ends & LOW_IN)):
        return False
    return high is None or mine < high or bool(mine == high and one.ends & HIGH_IN)


@lru_cache(maxsize=4096)
def _key(version: str, scheme: Scheme) -> bytes | None:
    try:
        return key(version, scheme) if version else None
    except UnreadableVersionError:
        return None


def judged(
    said: Sequence[Said], named: dict[int, Named], identity: Identity
) -> Iterable[tuple[Statement, Sure]]:
    """What is left of the sentences: each advisory's nearest ones, unless one of them says "not this"."""
    groups: dict[tuple[int, int], list[Said]] = {}
    for one in said:
        groups.setdefault((one.row.vulnerability, one.row.advisory), []).append(one)
    for same in groups.values():
        near = same if len(same) == 1 else _nearest(same, named)
        if any(one.row.status in AWAY and one.holds for one in near):
            continue
        verdicts = [(one.row, sure) for one in near if one.row.status == AFFECTED
                    and (sure := _verdict(one, named[one.row.product], identity))]  # fmt: skip
        if verdicts:
            yield verdicts[0] if len(verdicts) == 1 else min(verdicts, key=lambda pair: ORDER.index(pair[1]))


def _nearest(same: Sequence[Said], named: dict[int, Named]) -> Sequence[Said]:
    level = max(named[one.row.product].level for one in same)
    return [one for one in same if named[one.row.product].level == level]


def _verdict(said: Said, named: Named, identity: Identity) -> Sure | None:
    """None: the version is at or above the one that mends it."""
    one = said.row
    doubtful = bool(one.condition or identity.bare or named.level < 1 or _excepts(named.label)
                    or _series_untold(named.label, identity))  # fmt: skip
    if one.kind == _SOME:
        if said.holds is None or doubtful:
            return "possible"
        return "confirmed" if named.level >= EXACT else "likely"
    if one.kind != _ALL:
        return "possible"
    if one.fix and identity.version:
        return _against_fix(one, named, identity, doubtful)
    unmended = REMEDIES[one.remedy] not in (Remedy.FIX, Remedy.UNKNOWN)
    return "no fix exists" if unmended and not doubtful else "possible"


def _series_untold(label: str, identity: Identity) -> bool:
    return bool(spelling.series(label)) and not spelling.series_of(f"{identity.product} {identity.model}")


@lru_cache(maxsize=4096)
def _excepts(label: str) -> bool:
    return bool(_EXCEPT.search(label))


def _against_fix(one: Statement, named: Named, identity: Identity, doubtful: bool) -> Sure | None:
    """All versions are said to be affected, and a version that mends it is told: that one decides."""
    scheme = SCHEMES[one.scheme]
    fixed, mine = _key(one.fix, scheme), _key(identity.version, scheme)
    if fixed is None or mine is None or doubtful:
        return "possible"
    if mine >= fixed:
        return None
    return "confirmed" if named.level >= EXACT else "likely"
