"""What several questions about a whole segment share: who is the same machine, and how some are named."""

from collections.abc import Iterable, Sequence

from scanner.model import Asset

SHOWN = 5
"""Machines that a sentence names; the report lists all of them."""


def same(one: Asset, other: Asset) -> bool:
    """Whether two sightings are of one machine, also where its id changed when two assets were joined."""
    card = bool(one.mac) and one.mac.lower() == other.mac.lower()
    number = bool(one.serial) and (one.vendor, one.serial) == (other.vendor, other.serial)
    return one.id == other.id or card or number


def lacking(assets: Iterable[Asset], others: Sequence[Asset]) -> list[Asset]:
    """Those of `assets` that are none of `others`."""
    return [asset for asset in assets if not any(same(asset, other) for other in others)]


def named(assets: Sequence[Asset]) -> str:
    """The first few by address, for a sentence."""
    return some([asset.addresses[0] for asset in assets])


def some(names: Sequence[str]) -> str:
    """The first few names."""
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
