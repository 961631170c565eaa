"""How long results and reports are kept: what the configuration says, carried out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scanner.agent.delivery.folder import index
from scanner.agent.kept_reports import Report, empty, forget, outdated
from scanner.config import Config, ConfigError
from scanner.model import now
from scanner.store import Store
from scanner.store.purge import Purged, purge

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Older than so many days may go, 0: nothing; the newest `keep` whole audits of each segment stay."""

    days: int
    keep: int
    report_days: int


def kept_for(config: Config, days: int | None = None, keep: int | None = None) -> Rule:
    """The rule of the configuration, or what was typed instead. Raises ConfigError where nothing ever goes."""
    kept = config.retention if days is None else config.retention.model_copy(update={"days": days})
    if not (kept.days or kept.for_reports):
        raise ConfigError(
            "Nothing says how long results are kept: set days under [retention], or name --days."
        )
    return Rule(kept.days, keep or kept.keep, kept.for_reports)


def purged(store: Store, rule: Rule, *, dry_run: bool = False, moment: datetime | None = None) -> Purged:
    """Throws away what the rule allows, and gives the disk its space back. Raises StoreError."""
    if not rule.days:
        return Purged((), 0, 0)
    return purge(store, (moment or now()) - rule.days * DAY, rule.keep, dry_run=dry_run)


def old_reports(config: Config, rule: Rule, moment: datetime | None = None) -> tuple[Report, ...]:
    """The reports that may go: in the folder of [report], and in those that reports are delivered to."""
    if not rule.report_days:
        return ()
    before = (moment or now()) - rule.report_days * DAY
    homes = dict.fromkeys([config.report.folder, *(one.path for one in config.delivery.folder)])
    found = {one.folder: one for home in homes for one in outdated(home, before, rule.keep)}
    return tuple(found.values())


def discard_reports(config: Config, reports: tuple[Report, ...]) -> None:
    """Deletes them, and writes the index pages of delivered reports again. Raises DeliveryError.

    Each keeps its note until the pages are right: a kill in between leaves no page that leads nowhere for good.
    """
    for one in reports:
        empty(one)
    for target in config.delivery.folder:
        if any(target.path in one.folder.parents for one in reports):
            index(target, target.language or config.report_language)
    for one in reports:
        forget(one)


def by_itself(store: Store, config: Config, moment: datetime | None = None) -> Purged | None:
    """What the agent does once a day; None where the configuration sets no limit. Raises StoreError, DeliveryError."""
    if not (config.retention.days or config.retention.for_reports):
        return None
    rule = kept_for(config)
    done = purged(store, rule, moment=moment)
    discard_reports(config, old_reports(config, rule, moment))
    return done
