"""Tells what is new on a machine from what is new in the knowledge: the second is no new problem."""

from collections.abc import Iterable, Mapping, Sequence

from scanner.model import Asset, Finding, Outcome
from scanner.store import ScanRow, Store


def labelled(
    store: Store, row: ScanRow, findings: Sequence[Finding], assets: Iterable[Asset], previous: ScanRow | None
) -> list[Finding]:
    """The findings, those marked that only newer knowledge brought.

    A scan that is judged again is compared with its own earlier audit; a new one with the `previous` whole
    audit of its segment, and there only for machines that say the same of themselves.
    """
    earlier = row if row.published else previous
    if earlier is None or not any(one.knowledge for one in findings):
        return list(findings)
    before = {one.key: one for one in store.findings_of(earlier.id)}
    same = None if row.published else _same(assets, store.assets_of(earlier.id))
    return [_one(finding, before, same) for finding in findings]


def _one(now: Finding, before: Mapping[str, Finding], same: frozenset[str] | None) -> Finding:
    if not now.knowledge or now.outcome is not Outcome.NOT_MET or now.asset is None:
        return now
    was = before.get(now.key)
    if same is None and was is not None and was.knowledge == now.knowledge:
        return now.model_copy(update={"news": was.news})
    if any(one.knowledge == now.knowledge for one in before.values()):
        return now  # the knowledge is as old as that audit: the machine has changed, or nothing has
    told = was is not None and was.outcome is Outcome.NOT_MET and was.why == now.why
    if told or (same is not None and now.asset not in same):
        return now
    return now.model_copy(update={"news": "new knowledge"})


def _same(now: Iterable[Asset], before: Iterable[Asset]) -> frozenset[str]:
    """Machines that tell the same makers, products and versions as they did then."""
    then = {asset.id: _told(asset) for asset in before}
    return frozenset(asset.id for asset in now if then.get(asset.id) == _told(asset))


def _told(asset: Asset) -> tuple[object, ...]:
    programs = tuple((str(one.service), one.product, one.version) for one in asset.services if one.product)
    return (asset.vendor, asset.product, asset.model, asset.order_number, asset.version, programs)
