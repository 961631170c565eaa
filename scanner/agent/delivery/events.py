"""What is news in an audit, and what of the old news is over."""

from collections.abc import Collection, Iterator

from scanner.model import Asset, Audit, Event, Finding, Outcome, Severity

MOST = 500
"""Events of one kind that an audit can bring; the rest is in the report."""


def happened(
    audit: Audit, previous: Audit | None, met_before: Collection[str], fell_by: float = 1
) -> tuple[Event, ...]:
    """The events of an audit, the gravest first. `previous` is the last whole audit of the segment, or None.

    Where it was judged again, `previous` is what was judged of the same scan before: that met nobody new.
    `met_before` are assets that an earlier audit of the segment met: a machine that was away is not new.
    """
    return (
        *_critical(audit, previous), *_incomplete(audit), *_fell(audit, previous, fell_by),
        *(_new_devices(audit, met_before) if _is_later(audit, previous) else ()), *_stale(audit),
        Event(kind="always", key=f"report|{audit.scan}"),
    )  # fmt: skip


def over(audit: Audit) -> frozenset[str]:
    """Keys, or beginnings of keys, of what this audit shows to be over: should it come back, it is news again."""
    mended = {_critical_key(audit, one) for one in audit.findings if one.outcome is Outcome.MET}
    milder = {_critical_key(audit, one) for one in audit.findings if _gap(one) and not _is_critical(one)}
    ended = {f"incomplete|{audit.segment}"} if audit.complete else set()
    return frozenset(mended | milder | ended)


def _is_later(audit: Audit, previous: Audit | None) -> bool:
    return previous is not None and previous.scan != audit.scan


def _gap(finding: Finding) -> bool:
    return finding.outcome is Outcome.NOT_MET


def _is_critical(finding: Finding) -> bool:
    return _gap(finding) and finding.severity is Severity.CRITICAL


def _critical_key(audit: Audit, finding: Finding) -> str:
    return f"critical|{audit.segment}|{finding.key}"


def _critical(audit: Audit, previous: Audit | None) -> Iterator[Event]:
    before = {one.key for one in previous.findings if _is_critical(one)} if previous else set()
    titles = {card.id: card.title for card in audit.checks}
    machines = {asset.id: asset for asset in audit.assets}
    new = [one for one in audit.findings if _is_critical(one) and one.key not in before]
    for finding in new[:MOST]:
        yield Event(
            kind="critical", key=_critical_key(audit, finding), check=finding.check,
            title=titles.get(finding.check, finding.check), severity=finding.severity.value,
            **_machine(machines.get(finding.asset or "")),
        )  # fmt: skip


def _machine(asset: Asset | None) -> dict[str, str]:
    if asset is None:
        return {}
    return {"asset": asset.id, "machine": asset.title, "address": asset.addresses[0]}


def _incomplete(audit: Audit) -> Iterator[Event]:
    if not audit.complete:
        key = f"incomplete|{audit.segment}|{audit.reason[:200]}"
        yield Event(kind="incomplete", key=key, values={"reason": audit.reason})


def _fell(audit: Audit, previous: Audit | None, fell_by: float) -> Iterator[Event]:
    """Only whole audits by one catalogue compare: what was not looked at this time has not got worse."""
    if previous is None or not audit.complete or previous.catalogue != audit.catalogue:
        return
    pairs = {"lo": (previous.score.lo, audit.score.lo), "hi": (previous.score.hi, audit.score.hi)}
    if max(before - after for before, after in pairs.values()) * 100 >= fell_by - 1e-9:
        values = {f"{name}_{when}": share for name, pair in pairs.items()
                  for when, share in zip(("before", "after"), pair, strict=True)}  # fmt: skip
        yield Event(kind="score_fell", key=f"score|{audit.scan}", values={**values})


def _new_devices(audit: Audit, met_before: Collection[str]) -> Iterator[Event]:
    for asset in [one for one in audit.assets if one.id not in met_before][:MOST]:
        key = f"device|{audit.segment}|{asset.id}"
        yield Event(kind="new_device", key=key, **_machine(asset))


def _stale(audit: Audit) -> Iterator[Event]:
    """Told once for each state of a source: the next is told when it grows old again."""
    for source in audit.sources:
        if source.stale:
            values = {"source": source.name, "newest": source.newest}
            yield Event(kind="knowledge_stale", key=f"stale|{source.id}|{source.newest}", values={**values})
