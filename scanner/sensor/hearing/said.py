"""What somebody said to everybody, and how its texts are made fit to be kept."""

import re
import threading
from dataclasses import dataclass, field

from scanner.evidence import Announcement
from scanner.model import Fact

NAMES = 16
"""Names that are kept of one announcement."""

MOST_OF_ONE, MOST_CARDS = 16, 10_000
"""Facts that are remembered of one network card, and cards that are remembered."""


@dataclass(frozen=True)
class Overheard:
    """Who said it (address may be empty on the link layer), and what."""

    address: str
    mac: str
    announcement: Announcement


@dataclass
class Sayings:
    """What each network card said of itself, as far as it may spare it questions. Thread-safe."""

    _by_card: dict[tuple[str, str], list[Fact]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, address: str, mac: str, fact: Fact) -> None:
        """Remembers what `mac` said of the machine at `address`."""
        with self._lock:
            if len(self._by_card) < MOST_CARDS:
                told = self._by_card.setdefault((address, mac.lower()), [])
                if fact not in told and len(told) < MOST_OF_ONE:
                    told.append(fact)

    def of(self, address: str, mac: str) -> tuple[Fact, ...]:
        """What the asset said. The card must be its own: another one may speak of it, and is not believed."""
        with self._lock:
            return tuple(self._by_card.get((address, mac.lower()), ())) if mac else ()


def clean(raw: object, most: int = 200) -> str:
    """At most `most` characters without control characters; the dot that ends a DNS name goes."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw or "")
    return re.sub(r"[\x00-\x1f\x7f]", "", text)[:most].rstrip(".")


def announcement(protocol: str, names: list[str], details: dict[str, str]) -> Announcement:
    """Without empty names and details, and no name twice."""
    kept = tuple(dict.fromkeys(name for name in names if name))[:NAMES]
    filled = {key: value for key, value in details.items() if value}
    return Announcement.model_validate({"protocol": protocol, "names": kept, "details": filled})
