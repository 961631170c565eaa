"""The population of each check: where it must have an answer, and what came of it there."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from scanner.assess.interval import Rule, Tally
from scanner.model import Asset, Finding, Outcome, Record, Service

WORST_FIRST = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)

Places = Mapping[tuple[str, str | None], Outcome]
"""For each check and asset (None: the segment), the worst outcome of its services."""


class Place(Record):
    """Where a check must have a finding, so that its absence counts as not assessed.

    `asset` is an asset's id, or None for the segment; `service` None stands for any service.
    """

    check: str
    asset: str | None = None
    service: Service | None = None


def _names(asset: Asset) -> set[str]:
    return {_plain(name) for name in (asset.id, asset.mac, *asset.addresses)} - {""}


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", ":")


def unseen(assets: Sequence[Asset], expected: Sequence[str]) -> list[str]:
    seen = {name for asset in assets for name in _names(asset)}
    return [entry for entry in dict.fromkeys(expected) if _plain(entry) not in seen]


def without_finding(assets: Sequence[Asset], findings: Sequence[Finding]) -> list[str]:
    judged = {finding.asset for finding in findings}
    return [asset.id for asset in assets if asset.id not in judged]


def missing(population: Sequence[Place], findings: Sequence[Finding]) -> list[Place]:
    there = {(one.check, one.asset, service) for one in findings for service in (one.service, None)}
    return [
        place for place in dict.fromkeys(population) if (place.check, place.asset, place.service) not in there
    ]


def outcomes(findings: Sequence[Finding], lacking: Sequence[Place]) -> Places:
    """One outcome for each check and asset: the worst of its services."""
    all_of: defaultdict[tuple[str, str | None], set[Outcome]] = defaultdict(set)
    for finding in findings:
        all_of[finding.check, finding.asset].add(finding.outcome)
    for place in lacking:
        all_of[place.check, place.asset].add(Outcome.UNKNOWN)
    return {key: next(one for one in WORST_FIRST if one in seen) for key, seen in all_of.items()}


def size(assets: Sequence[Asset], vanished: Sequence[str], population: Sequence[Place]) -> int:
    known = {asset.id for asset in assets} | set(vanished) | {place.asset for place in population}
    return max(1, len(known - {None}))


def tally(found: Places, absent: set[str], rules: Mapping[str, Rule], size: int) -> Tally:
    """A finding about the segment counts for all its assets; an absent asset counts in every other check."""
    counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
    of_segment = {check for check, asset in found if asset is None}
    for (check, asset), outcome in found.items():
        if check in rules:
            counts[check][outcome] += size if asset is None else 1
    for check in sorted(rules.keys() - of_segment):
        new = sum((check, asset) not in found for asset in absent)
        if new:
            counts[check][Outcome.UNKNOWN] += new
    return counts
