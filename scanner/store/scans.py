"""Scans: who runs them, how far they are, and which were cut short."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from scanner.model import Record, ScanOrder, UtcTime, now
from scanner.store import owner
from scanner.store.fault import StoreError
from scanner.store.tables import assessments, scans

Status = Literal["running", "judging", "complete", "incomplete"]
RECHECK = " (recheck)"
"""What is added to a segment's name where one question was put again: that is no audit of the segment."""
OTHER_HOST_HOURS = 24
"""A scan begun under another host name counts as cut short after this; its process cannot be seen."""


class ScanRow(Record):
    """A scan as it is stored. `published`: its audit can be shown."""

    id: str
    segment: str
    status: Status
    reason: str
    order: ScanOrder
    started: UtcTime
    ended: UtcTime | None
    pid: int
    host: str
    published: bool


_SELECT = select(scans, assessments.c.scan.is_not(None).label("published")).join_from(
    scans, assessments, isouter=True
)


def begin(connection: Connection, order: ScanOrder, pid: int) -> None:
    """Writes down a new scan, run by the process `pid` of this machine."""
    row = {"id": order.scan, "segment": order.segment, "status": "running", "reason": "", "started": now()}
    row |= {"scan_order": order.model_dump_json()} | _owner(pid)
    connection.execute(insert(scans).values(row))


def take_over(connection: Connection, scan: str, pid: int) -> bool:
    """Makes `pid` the owner of a scan that was cut short; False when its owner is alive."""
    row = connection.execute(select(scans).where(scans.c.id == scan)).mappings().first()
    if row is None or not _cut_short(row, now()):
        return False
    connection.execute(update(scans).where(scans.c.id == scan).values(status="running", **_owner(pid)))
    return True


def let_go(connection: Connection, scan: str) -> None:
    """Leaves a scan that is not at its end to whoever takes it over; another one is as it was."""
    mine = (scans.c.id == scan) & scans.c.status.in_(("running", "judging"))
    connection.execute(update(scans).where(mine).values(owner=""))


def settle(connection: Connection, scan: str, status: Status, reason: str, ended: datetime) -> None:
    """Ends a scan, or says that only judging is left. Raises StoreError for an unknown scan."""
    values = {"status": status, "reason": reason, "ended": ended}
    done = connection.execute(update(scans).where(scans.c.id == scan).values(values))
    if not done.rowcount:
        raise StoreError(f"There is no scan {scan}.")


def discard(connection: Connection, scan: str) -> None:
    """Deletes a scan; its evidence, touches and findings go with it."""
    connection.execute(delete(scans).where(scans.c.id == scan))


def one(connection: Connection, scan: str) -> ScanRow | None:
    """The scan of that id."""
    return next(iter(_rows(connection, _SELECT.where(scans.c.id == scan))), None)


def many(connection: Connection, limit: int | None) -> tuple[ScanRow, ...]:
    """The newest scans, newest first; None: all of them."""
    return _rows(connection, _SELECT.order_by(scans.c.started.desc(), scans.c.id).limit(limit))


def latest(connection: Connection, segment: str | None) -> ScanRow | None:
    """The newest scan that can be shown, of one segment or of all; one question again does not count."""
    wanted = _SELECT.where(assessments.c.scan.is_not(None)).order_by(scans.c.started.desc()).limit(1)
    if segment is not None:
        wanted = wanted.where(scans.c.segment == segment)
    else:
        wanted = wanted.where(~scans.c.segment.endswith(RECHECK, autoescape=True))
    return next(iter(_rows(connection, wanted)), None)


def interrupted(connection: Connection) -> tuple[ScanRow, ...]:
    """Scans that were not brought to their end and whose process is gone, oldest first."""
    open_ones = _SELECT.where(scans.c.status.in_(("running", "judging"))).order_by(scans.c.started)
    rows = connection.execute(open_ones).mappings()
    return tuple(_scan(row) for row in rows if _cut_short(row, now()))


def _owner(pid: int) -> dict[str, Any]:
    return {"pid": pid, "owner": owner.mark(pid), "host": owner.host()}


def _cut_short(row: RowMapping, moment: datetime) -> bool:
    if row["status"] not in {"running", "judging"}:
        return False
    if row["host"] != owner.host():
        return bool(moment - row["started"] > timedelta(hours=OTHER_HOST_HOURS))
    return not owner.is_same(row["pid"], row["owner"])


def _rows(connection: Connection, wanted: Select[Any]) -> tuple[ScanRow, ...]:
    found: Sequence[RowMapping] = connection.execute(wanted).mappings().all()
    return tuple(_scan(row) for row in found)


def _scan(row: RowMapping) -> ScanRow:
    fields = {name: row[name] for name in ScanRow.model_fields if name != "order"}
    return ScanRow(order=ScanOrder.model_validate_json(row["scan_order"]), **fields)
