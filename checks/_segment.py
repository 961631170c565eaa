"""What several questions about a whole segment share: who was met before, and how some are named."""

from collections import Counter
from collections.abc import Iterator, Sequence

from scanner.model import Asset

SHOWN = 5
"""Machines that a sentence names; the report lists all of them."""


def pairs(before: Sequence[Asset], after: Sequence[Asset]) -> list[tuple[Asset, Asset]]:
    """Each machine of `after` that is in `before` too, as it was met then and now.

    Its id tells it; where two assets were joined since, its network card or its serial number does, if
    nobody else has the same.
    """
    then, now = _by_mark(before), _by_mark(after)
    found: dict[str, tuple[Asset, Asset]] = {}
    for mark, asset in now.items():
        if mark in then:
            found.setdefault(asset.id, (then[mark], asset))
    return list(found.values())


def _by_mark(assets: Sequence[Asset]) -> dict[str, Asset]:
    """Assets by what marks only one of them, the surest marks first."""
    marks = [(mark, asset) for kind in zip(*map(_marks, assets), strict=True) for mark, asset in kind if mark]
    count = Counter(mark for mark, _ in marks)
    return {mark: asset for mark, asset in marks if count[mark] == 1}


def _marks(asset: Asset) -> Iterator[tuple[str, Asset]]:
    yield f"id {asset.id}", asset
    yield f"mac {asset.mac.lower()}" if asset.mac else "", asset
    yield f"serial {asset.vendor} {asset.serial}" if asset.serial else "", asset


def named(assets: Sequence[Asset]) -> str:
    """The first few by address, for a sentence."""
    return some([asset.addresses[0] for asset in assets])


def some(names: Sequence[str]) -> str:
    """The first few names."""
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
