"""Bounds of what a feed may cost: bytes, seconds, counts. Nothing a server says makes them wider."""

from dataclasses import dataclass

KILO, MEGA, GIGA = 1_000, 1_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. `silent` is the longest pause between two bytes, `*_seconds` whole transfers."""

    connect: float = 15
    silent: float = 30
    document_seconds: float = 120
    file_seconds: float = 3600
    source_seconds: float = 3600
    document_bytes: int = 32 * MEGA
    listing_bytes: int = 64 * MEGA
    redirects: int = 5
    tries: int = 3
    lanes: int = 4
    """Documents that are fetched at the same time."""
    in_a_row: int = 5
    """Documents that may fail one after the other before the server counts as gone."""
    pages: int = 100
    documents: int = 50_000


def size(count: float) -> str:
    """Bytes as a person says them: "32 MB"."""
    for unit, word in ((GIGA, "GB"), (MEGA, "MB"), (KILO, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {word}"
    return f"{count:.0f} bytes"
