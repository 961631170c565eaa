"""Throws away what is older than it may be kept: whole scans, and what nothing points to any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from scanner.store import scans as scan_rows
from scanner.store.closing import compacted
from scanner.store.fault import StoreError
from scanner.store.store import Store
from scanner.store.tables import answers, asset_identities, assets, outbox, scan_sightings, scans
from scanner.store.tables import told as told_events


@dataclass(frozen=True)
class Purged:
    """What went, or would go. `ledgers` are the flight recorders of the scans. `scans` are ids, oldest first."""

    scans: tuple[str, ...]
    assets: int
    answers: int
    ledgers: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.scans or self.assets or self.answers)


def outdated(store: Store, before: datetime, keep: int) -> tuple[scan_rows.ScanRow, ...]:
    """The scans that ended before a moment, but for the newest `keep` whole audits of each segment.

    A scan that somebody runs stays, and so does the newest published audit of a segment without a whole one.
    """
    rows = store.read(scan_rows.many, None)
    alive = {row.id for row in rows if row.status in ("running", "judging")} - {
        row.id for row in store.interrupted()
    }
    stays = alive | _kept(rows, keep)
    gone = [row for row in rows if (row.ended or row.started) < before and row.id not in stays]
    return tuple(sorted(gone, key=lambda row: row.started))


def _kept(rows: Iterable[scan_rows.ScanRow], keep: int) -> set[str]:
    by_segment: dict[str, list[scan_rows.ScanRow]] = {}
    for row in rows:  # the newest first
        if row.published and not row.segment.endswith(scan_rows.RECHECK):
            by_segment.setdefault(row.segment, []).append(row)
    kept: set[str] = set()
    for audits in by_segment.values():
        whole = [row for row in audits if row.status == "complete"]
        kept |= {row.id for row in whole[:keep] or audits[:1]}
    return kept


def purge(store: Store, before: datetime, keep: int, *, dry_run: bool = False) -> Purged:
    """Deletes what is outdated and gives the space back. Raises StoreError.

    A scan whose ledger can't be deleted stays, which is told when the others are gone.
    """
    rows, stuck = outdated(store, before, keep), None
    if not dry_run:
        rows, stuck = _without_ledgers(rows)
    ids = [row.id for row in rows]
    ledgers = tuple(row.order.ledger for row in rows if row.order.ledger)
    done = Purged(tuple(ids), *store.write(_purge, ids, before, dry_run), ledgers)
    if not dry_run:
        for copy in store.copies:
            _unlink_old(copy, before)
        compacted(store)
    if stuck:
        raise stuck
    return done


def _without_ledgers(
    rows: Sequence[scan_rows.ScanRow],
) -> tuple[tuple[scan_rows.ScanRow, ...], StoreError | None]:
    """Deletes the ledgers of scans; the scans whose ledgers are gone, and what kept the last of the others.

    Before the scans that name them: after a kill in between nobody would know of the ledgers any more.
    """
    gone, stuck = [], None
    for row in rows:
        try:
            _unlink(Path(row.order.ledger or "/nonexistent"))
            gone.append(row)
        except StoreError as error:
            stuck = error
    return tuple(gone), stuck


def _purge(connection: Connection, ids: Sequence[str], before: datetime, dry_run: bool) -> tuple[int, int]:
    held = set(
        connection.execute(
            select(scan_sightings.c.asset).distinct().where(scan_sightings.c.scan.not_in(ids))
        ).scalars()
    )
    unseen = _unseen(connection, held, before)
    newest = select(answers.c.question, func.max(answers.c.recorded)).group_by(answers.c.question)
    last = {(question, recorded) for question, recorded in connection.execute(newest)}
    old = [
        (question, recorded)
        for question, recorded in connection.execute(
            select(answers.c.question, answers.c.recorded).where(answers.c.recorded < before)
        )
        if (question, recorded) not in last
    ]
    if not dry_run:
        _delete(connection, ids, unseen, old, before)
    return len(unseen), len(old)


def _unseen(connection: Connection, held: set[str], before: datetime) -> list[str]:
    """Assets that no scan left holds, last seen before the moment, and into which none that stays was merged."""
    rows = connection.execute(select(assets.c.id, assets.c.last_seen, assets.c.merged_into)).all()
    unseen = {key for key, last_seen, _ in rows if last_seen < before} - held
    while needed := {into for key, _, into in rows if into in unseen and key not in unseen}:
        unseen -= needed
    return sorted(unseen)


def _delete(
    connection: Connection, ids: Sequence[str], unseen: Sequence[str], old: Sequence[tuple[str, datetime]],
    before: datetime,
) -> None:  # fmt: skip
    for scan in ids:
        connection.execute(delete(scans).where(scans.c.id == scan))
    for key in unseen:
        connection.execute(delete(asset_identities).where(asset_identities.c.asset == key))
    # In one statement: an asset may point to another that goes as well.
    if unseen:
        connection.execute(delete(assets).where(assets.c.id.in_(unseen)))
    for question, recorded in old:
        connection.execute(
            delete(answers).where(answers.c.question == question, answers.c.recorded == recorded)
        )
    connection.execute(delete(told_events).where(told_events.c.at < before))
    connection.execute(delete(outbox).where(outbox.c.status != "waiting", outbox.c.created < before))


def _unlink_old(copy: Path, before: datetime) -> None:
    """A copy that an upgrade made holds what has to go as well."""
    if copy.stat().st_mtime < before.timestamp():
        _unlink(copy)


def _unlink(ledger: Path) -> None:
    try:
        ledger.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{ledger} cannot be removed: {error.strerror}.") from None
