"""What somebody said to everybody, and how its texts are made fit to be kept."""

import re
from dataclasses import dataclass

from scanner.evidence import Announcement

NAMES = 16
"""Names that are kept of one announcement."""


@dataclass(frozen=True)
class Overheard:
    """Who said it (address may be empty on the link layer), and what."""

    address: str
    mac: str
    announcement: Announcement


def clean(raw: object, most: int = 200) -> str:
    """At most `most` characters without control characters; the dot that ends a DNS name goes."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw or "")
    return re.sub(r"[\x00-\x1f\x7f]", "", text)[:most].rstrip(".")


def announcement(protocol: str, names: list[str], details: dict[str, str]) -> Announcement:
    """Without empty names and details, and no name twice."""
    kept = tuple(dict.fromkeys(name for name in names if name))[:NAMES]
    filled = {key: value for key, value in details.items() if value}
    return Announcement.model_validate({"protocol": protocol, "names": kept, "details": filled})
