"""Judges stored audits again, with the checks and the knowledge of today. Sends nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scanner.agent.compose import compose
from scanner.agent.rules import RulesError
from scanner.agent.scan import accepted_of, expected_of
from scanner.config import Config
from scanner.knowledge.library import library
from scanner.model import Audit
from scanner.packs import PackError, load_checks
from scanner.store import RECHECK, Store, StoreError

SCANS_LOOKED_AT = 500


def judge_again(
    store: Store, before: Audit, config: Config, publish: Callable[[Audit], None] | None = None
) -> Audit:
    """Judges the evidence of a published audit anew and publishes that, by `publish` where it is given.

    Raises StoreError, PackError, RulesError.
    """
    row = store.scan(before.scan)
    packs = [*map(str, config.packs), *(row.order.packs if row else ())]
    after = compose(
        store, before.scan, load_checks(list(dict.fromkeys(packs))), expected_of(config, before.segment),
        before.notes, accepted=accepted_of(config), knowledge=config.feeds.database,
    )  # fmt: skip
    (publish or store.publish)(after)
    return after


def outdated(store: Store, database: Path) -> list[str]:
    """The latest published scan of each segment whose audit rests on other knowledge than there is now."""
    with library(database) as found:
        version = found.version
    latest: dict[str, str] = {}
    for row in store.scans(SCANS_LOOKED_AT):
        if row.published and not row.segment.endswith(RECHECK):
            latest.setdefault(row.segment, row.id)
    return [scan for scan in latest.values() if not _rests_on(store, scan, version)]


def catch_up(store: Store, config: Config) -> int:
    """Judges again what newer knowledge has not seen; how many audits that were.

    An audit that can't be judged here any more (its pack is gone) stays as it was.
    """
    done = 0
    for scan in outdated(store, config.feeds.database):
        before = store.audit_of(scan)
        with suppress(StoreError, PackError, RulesError):
            done += before is not None and bool(judge_again(store, before, config))
    return done


def _rests_on(store: Store, scan: str, version: str) -> bool:
    outline = store.outline_of(scan)
    if outline is not None and outline.knowledge_version:
        return outline.knowledge_version == version
    return any(
        one.knowledge == version for one in store.findings_of(scan)
    )  # judged before it was written down
