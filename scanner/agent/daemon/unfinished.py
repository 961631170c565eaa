"""What becomes of scans of a segment that were cut short: gone on with, or published as they are."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

from scanner.agent.daemon.handing import make_up, publish
from scanner.agent.daemon.task import Task, may_be_gone_soon
from scanner.agent.recovery import order_to_resume
from scanner.agent.scan import Scan, accepted_of, expected_of, ledger_path
from scanner.config import Config, Segment, to_order
from scanner.model import Audit, ScanOrder, now
from scanner.packs import Catalogue, load_checks
from scanner.store import Plans, ScanRow, Store

FRESH = timedelta(hours=24)
"""How old a scan may be that is gone on with: later its first answers say little about today."""


def order_to_go_on(
    store: Store, task: Task, segment: Segment
) -> tuple[ScanOrder | None, bool, Sequence[Audit]]:
    """The order to carry out, whether it resumes a scan, and the audits that were given up for it.

    No order: what was cut short is an audit by now, and nothing is left to be asked. So it is when the scan
    of this date came to its end and nobody lived to hear of it. Raises StoreError.
    """
    served = _served(store, task)
    if served:
        make_up(store, task.config, _checks(task.config, store.scan(served.scan)), served)
        return None, False, [served]
    rows = [row for row in store.interrupted() if row.segment == segment.name]
    fresh = _order(task.config, segment, f"{date.today():%Y%m%d}-{uuid4().hex[:8]}")  # noqa: DTZ011
    last = rows[-1] if rows else None
    why = _why_not(last, task, fresh) if last else ""
    done = last is not None and (task.give_up or _serves(store, task, last))
    resumed = last is not None and not why
    # Before anything is published: a crash from here on finds the scan that counts.
    Plans(store).serve(segment.name, last.id if last and (resumed or done) else fresh.scan)
    given_up = [_given_up(store, task, row, why if row == last else "a later scan took its place")
                for row in rows if row != last or why]  # fmt: skip
    if last and resumed:
        return order_to_resume(store, last), True, given_up
    return (None if done else fresh), False, given_up


def _served(store: Store, task: Task) -> Audit | None:
    """The audit of the scan that was begun for this date, if it is published and not to be tried again."""
    audit = store.audit_of(task.serving) if task.serving else None
    return None if audit is None or may_be_gone_soon(audit.reason) else audit


def _serves(store: Store, task: Task, row: ScanRow) -> bool:
    """Whether a scan that only waits to be judged is the audit of this date: it was begun for it, or is fresh.

    Not when another one was chosen for the date already, and a crash came before that was begun.
    """
    gives_way = bool(task.serving) and store.scan(task.serving) is None
    fresh = row.id == task.serving or now() - row.started <= FRESH
    return row.status == "judging" and fresh and not gives_way


def _checks(config: Config, row: ScanRow | None) -> Catalogue:
    return load_checks(list(dict.fromkeys([*map(str, config.packs), *(row.order.packs if row else ())])))


def _why_not(row: ScanRow, task: Task, fresh: ScanOrder) -> str:
    """Why a scan is not gone on with; empty when it is."""
    if task.give_up:
        return task.give_up
    if row.status == "judging":
        return "only judging was left"
    if now() - row.started > FRESH:
        return f"it was cut short and could not go on within {FRESH.total_seconds() / 3600:.0f} hours"
    same = {"scan": row.order.scan, "ledger": row.order.ledger}
    # What was signed for may have changed meanwhile: the old order is not carried out any more.
    return "" if fresh.model_copy(update=same) == row.order else "the configuration of the segment changed"


def _given_up(store: Store, task: Task, row: ScanRow, why: str) -> Audit:
    """Judges what a scan heard, and publishes and tells it. One that only waited to be judged keeps its ending."""
    if row.status == "running":
        store.finish_scan(row.id, complete=False, reason=why)
    config = task.config
    checks = _checks(config, row)
    notes = [one.text for one in store.notes_of(row.id)]
    return Scan(
        store, row.order, checks, expected_of(config, row.segment), notes=notes, accepted=accepted_of(config),
        knowledge=config.feeds.database, publisher=partial(publish, store, config, checks),
    ).publish()  # fmt: skip


def _order(config: Config, segment: Segment, scan: str) -> ScanOrder:
    return to_order(config, segment, scan, ledger=str(ledger_path(config.store, scan)))
