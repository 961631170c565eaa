"""Composed facts for richer questions: a whole asset, a whole segment. The agent composes them."""

from collections.abc import Iterable
from typing import TypeVar

from scanner.model import Asset, Evidence, Fact, Zone

F = TypeVar("F", bound=Fact)


def _heard(evidence: Iterable[Evidence], kind: type[F]) -> tuple[F, ...]:
    return tuple(item.fact for item in evidence if isinstance(item.fact, kind))


class AssetView(Fact):
    """One asset with all evidence about it."""

    asset: Asset
    evidence: tuple[Evidence, ...] = ()

    def heard(self, kind: type[F]) -> tuple[F, ...]:
        return _heard(self.evidence, kind)


class SegmentView(Fact):
    """All assets of a segment with all evidence, and what the owner said to expect.

    `expected` holds the addresses or MAC addresses of the list of expected assets; None: no list.
    `previous` holds the assets of the latest whole scan of this segment before this one; None: there is
    none. `elsewhere` holds those of these assets that the latest scans of other segments met too, as they
    were met there.
    """

    segment: str
    zone: Zone
    assets: tuple[Asset, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    expected: tuple[str, ...] | None = None
    complete: bool = True
    previous: tuple[Asset, ...] | None = None
    elsewhere: tuple[Asset, ...] = ()

    def heard(self, kind: type[F]) -> tuple[F, ...]:
        return _heard(self.evidence, kind)
