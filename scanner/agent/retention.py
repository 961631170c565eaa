"""How long results are kept: what the configuration says, carried out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scanner.config import Config, ConfigError
from scanner.model import now
from scanner.store import Store
from scanner.store.purge import Purged, purge


@dataclass(frozen=True)
class Rule:
    """Older than `days` may go; the newest `keep` whole audits of each segment stay."""

    days: int
    keep: int


def kept_for(config: Config, days: int | None = None, keep: int | None = None) -> Rule:
    """The rule of the configuration, or what was typed instead. Raises ConfigError where nothing ever goes."""
    found = days or config.retention.days
    if not found:
        raise ConfigError(
            "Nothing says how long results are kept: set days under [retention], or name --days."
        )
    return Rule(found, keep or config.retention.keep)


def purged(store: Store, rule: Rule, *, dry_run: bool = False, moment: datetime | None = None) -> Purged:
    """Throws away what the rule allows, and gives the disk its space back. Raises StoreError."""
    return purge(store, (moment or now()) - timedelta(days=rule.days), rule.keep, dry_run=dry_run)


def by_itself(store: Store, config: Config, moment: datetime | None = None) -> Purged | None:
    """What the agent does once a day; None where the configuration sets no limit. Raises StoreError."""
    if not config.retention.days:
        return None
    return purged(store, kept_for(config), moment=moment)
