"""What changed since the last whole audit, why a line moved, and how the score went."""

from collections.abc import Iterator, Sequence

from scanner.model import Asset, Audit, Change, Finding, Moved, Outcome, TrendPoint
from scanner.model.history import ChangeKind
from scanner.store import ScanRow, Store

SCANS_LOOKED_AT = 500
POINTS = 24
"""Audits that the trend shows."""
LEAST = 0.005
"""A line that moves by less has not moved."""
IDENTITY = ("vendor", "product", "model", "order_number", "version", "serial")
"""What makes a machine another one when it is not the same as before."""


def with_history(store: Store, row: ScanRow, audit: Audit) -> Audit:
    """The audit with what changed since the last whole audit of its segment, and with its trend."""
    earlier = [one for one in store.scans(SCANS_LOOKED_AT)
               if one.published and one.segment == row.segment and one.started < row.started]  # fmt: skip
    outlines = [outline for one in earlier[: POINTS - 1] if (outline := store.outline_of(one.id))]
    lined = audit.model_copy(update={"trend": trend([*outlines, audit])})
    last = next((one.id for one in earlier if one.status == "complete"), None)
    before = store.audit_of(last) if last else None
    if before is None:
        return lined
    found = changes(before, audit, store.gaps_before(row.segment, row.started))
    return lined.model_copy(
        update={"previous": before.scan, "changes": found, "moved": moved(before, audit, found)}
    )


def changes(before: Audit, after: Audit, ever: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    """Every difference between two audits of a segment. `ever` are keys of gaps of older audits.

    A gap that was not met with this time is "not seen", never "fixed".
    """
    return (*_devices(before, after), *_findings(before, after, ever))


def _findings(before: Audit, after: Audit, ever: frozenset[str]) -> Iterator[Change]:
    was = {finding.key: finding for finding in before.findings}
    now = {finding.key: finding for finding in after.findings}
    titles = {one.id: one.title for one in (*before.assets, *after.assets)}
    for key in dict.fromkeys((*now, *was)):
        kind = _kind(was.get(key), now.get(key), ever)
        one = now.get(key) or was[key]
        if kind:
            title = titles.get(one.asset or "", "")
            yield Change(kind=kind, check=one.check, asset=one.asset or "", title=title, why=one.why)


def _kind(was: Finding | None, now: Finding | None, ever: frozenset[str]) -> ChangeKind | None:
    had = was is not None and was.outcome is Outcome.NOT_MET
    if now is None or now.outcome is not Outcome.NOT_MET:
        return _left(now) if had else None
    if now.news:
        return "new_knowledge"
    if was is None or not had:
        return "back" if now.key in ever else "new"
    if was.severity == now.severity:
        return None
    return "worse" if now.severity > was.severity else "milder"


def _left(now: Finding | None) -> ChangeKind:
    return "fixed" if now is not None and now.outcome is Outcome.MET else "not_seen"


def _devices(before: Audit, after: Audit) -> Iterator[Change]:
    was = {asset.id: asset for asset in before.assets}
    now = {asset.id: asset for asset in after.assets}
    for key in sorted(now.keys() - was.keys()):
        yield Change(kind="new_device", asset=key, title=now[key].title)
    # An audit that did not end met fewer machines; that says nothing of the others.
    for key in sorted(was.keys() - now.keys()) if after.complete else ():
        yield Change(kind="vanished_device", asset=key, title=was[key].title)
    for key in sorted(now.keys() & was.keys()):
        if _another(was[key], now[key]):
            yield Change(kind="changed_device", asset=key, title=now[key].title)


def _another(was: Asset, now: Asset) -> bool:
    """Whether it says something else about itself; what it did not say this time is no change."""
    pairs = [(getattr(was, name), getattr(now, name)) for name in IDENTITY]
    return any(before and after and before != after for before, after in pairs)


def moved(before: Audit, after: Audit, found: Sequence[Change]) -> tuple[Moved, ...]:
    """The requirements whose interval is another, each with the checks whose changes belong to it.

    Empty where the catalogue of requirements is another one: such lines don't compare.
    """
    if before.catalogue != after.catalogue:
        return ()
    was = {one.id: one for one in before.requirements}
    changed = dict.fromkeys(one.check for one in found if one.check)
    return tuple(
        Moved(
            requirement=one.id, lo_before=was[one.id].lo, hi_before=was[one.id].hi,
            checks=tuple(check for check in changed if check in one.checks),
        )
        for one in after.requirements
        if one.id in was and max(abs(one.lo - was[one.id].lo), abs(one.hi - was[one.id].hi)) > LEAST
    )  # fmt: skip


def trend(audits: Sequence[Audit]) -> tuple[TrendPoint, ...]:
    """The scores of a segment's audits, oldest first, the last `POINTS` of them."""
    points = [
        TrendPoint(
            scan=one.scan, at=one.ended, lo=one.score.lo, hi=one.score.hi, coverage=one.score.coverage,
            catalogue=one.catalogue, complete=one.complete,
        )
        for one in audits
    ]  # fmt: skip
    return tuple(sorted(points, key=lambda point: point.at)[-POINTS:])
