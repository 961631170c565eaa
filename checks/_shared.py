"""Finds the same secret on several machines of a segment."""

from collections.abc import Callable
from typing import TypeVar

from scanner.evidence import SegmentView
from scanner.model import Fact

F = TypeVar("F", bound=Fact)
SHOWN = 4


def owners(view: SegmentView, kind: type[F], secret: Callable[[F], str]) -> dict[str, list[str]]:
    """For each secret the first address of each asset that showed it; two addresses of one asset count once."""
    asset = {address: one for one in view.assets for address in (*one.addresses, one.mac)}
    found: dict[str, dict[str, str]] = {}
    for row in view.evidence:
        if isinstance(row.fact, kind) and row.asset in asset and (value := secret(row.fact)):
            one = asset[row.asset]
            found.setdefault(value, {})[one.id] = one.addresses[0] if one.addresses else row.asset
    return {value: sorted(seen.values()) for value, seen in found.items()}


def shared(found: dict[str, list[str]]) -> str:
    """The first group of machines with one secret, as a list to read; empty: each has its own."""
    several = sorted((seen for seen in found.values() if len(seen) > 1), key=lambda seen: (-len(seen), seen))
    return ", ".join(several[0][:SHOWN]) if several else ""
