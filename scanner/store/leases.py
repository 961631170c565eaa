"""Leases: who examines which segment, so that two processes never do at once."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from scanner.model import Record, UtcTime
from scanner.store import owner
from scanner.store.tables import leases

UNHEARD = timedelta(minutes=10)
"""Silence after which a holder on another machine counts as gone; here its process itself can be seen."""


class Lease(Record):
    """A name that is held by the process `pid` of the machine `host` since `taken`."""

    name: str
    pid: int
    host: str
    taken: UtcTime
    beat: UtcTime
    doing: str


def take(connection: Connection, name: str, pid: int, doing: str, moment: datetime) -> Lease | None:
    """Takes a lease for `pid`; the holder's where somebody alive has it already."""
    row = _row(connection, name)
    if row is not None and _alive(row, moment):
        return _lease(row)
    connection.execute(delete(leases).where(leases.c.name == name))
    mine = {"pid": pid, "owner": owner.mark(pid), "host": owner.host()}
    connection.execute(insert(leases).values(name=name, taken=moment, beat=moment, doing=doing, **mine))
    return None


def beat(connection: Connection, name: str, pid: int, doing: str | None, moment: datetime) -> bool:
    """Shows that the holder lives; False when the lease is somebody else's by now."""
    values = {"beat": moment} if doing is None else {"beat": moment, "doing": doing}
    mine = (leases.c.name == name) & (leases.c.pid == pid) & (leases.c.host == owner.host())
    return bool(connection.execute(update(leases).where(mine).values(values)).rowcount)


def release(connection: Connection, name: str, pid: int) -> None:
    """Gives a lease back; somebody else's stays."""
    mine = (leases.c.name == name) & (leases.c.pid == pid) & (leases.c.host == owner.host())
    connection.execute(delete(leases).where(mine))


def held(connection: Connection, moment: datetime) -> tuple[Lease, ...]:
    """The leases whose holders are alive."""
    rows = connection.execute(select(leases).order_by(leases.c.name)).mappings()
    return tuple(_lease(row) for row in rows if _alive(row, moment))


def _row(connection: Connection, name: str) -> RowMapping | None:
    return connection.execute(select(leases).where(leases.c.name == name)).mappings().first()


def _alive(row: RowMapping, moment: datetime) -> bool:
    if row["host"] != owner.host():
        return bool(moment - row["beat"] < UNHEARD)
    # The process itself tells, whatever the clock did meanwhile.
    return owner.is_same(row["pid"], row["owner"])


def _lease(row: RowMapping) -> Lease:
    return Lease(**{name: row[name] for name in Lease.model_fields})
