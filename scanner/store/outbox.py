"""What waits to be delivered, and who was told what: a crash at any moment neither loses nor doubles it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select, update

from scanner.model import Audit, Event, Record, UtcTime
from scanner.store import audits
from scanner.store.store import Store
from scanner.store.tables import outbox, scan_assets, scans, told

KEPT = timedelta(days=30)
"""How long it can be looked up what was delivered."""
REMEMBERED = timedelta(days=400)
"""How long it is remembered what somebody was told."""
MOST = 500
"""Parcels that one round takes up."""
_EVENTS = TypeAdapter(tuple[Event, ...])


class Parcel(Record):
    """News of one audit for one target. `due`: not before. `problem`: why it did not get there last time."""

    id: str
    target: str
    scan: str
    created: UtcTime
    due: UtcTime
    attempts: int
    status: Literal["waiting", "sent", "failed"]
    problem: str
    body: str

    @property
    def events(self) -> tuple[Event, ...]:
        """Raises ValueError for a body that nobody can read."""
        return _EVENTS.validate_json(self.body)


class Outbox:
    """The parcels of one store. Every method may raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(
        self, target: str, scan: str, events: Sequence[Event], over: Collection[str], moment: datetime
    ) -> bool:
        """Puts in what the target has not been told yet; False when it was told all.

        `over`: keys, or beginnings of keys, to forget first.
        """
        return self._store.write(_put, target, scan, events, over, moment)

    def publish(
        self,
        audit: Audit,
        news: Sequence[tuple[str, Sequence[Event]]],
        over: Collection[str],
        moment: datetime,
    ) -> None:
        """Publishes an audit and puts in what each target, by its name, has not been told yet: all or nothing."""
        self._store.write(_publish, audit, news, over, moment)

    def due(self, moment: datetime) -> tuple[Parcel, ...]:
        """What may be delivered now, the longest due first."""
        return self._store.read(_due, moment)

    def next_due(self) -> datetime | None:
        """When the next parcel is due; None: none waits."""
        return self._store.read(_next_due)

    def claim(self, parcel: Parcel, moment: datetime, until: datetime) -> bool:
        """Takes a parcel for this process alone until a moment; False when another was faster."""
        return self._store.write(_claim, parcel, moment, until)

    def settle(self, parcel: Parcel, status: str, problem: str = "", due: datetime | None = None) -> None:
        """Writes down how it went. `due`: when to try again."""
        self._store.write(_settle, parcel, status, problem, due)

    def newest(self, limit: int = 50) -> tuple[Parcel, ...]:
        """The newest parcels, delivered or not."""
        return self._store.read(_newest, limit)

    def met_before(self, segment: str, moment: datetime) -> frozenset[str]:
        """The ids of all assets that audits of a segment met before a moment."""
        return self._store.read(_met_before, segment, moment)


def _put(  # noqa: PLR0917 - one for each column
    connection: Connection, target: str, scan: str, events: Sequence[Event], over: Collection[str],
    moment: datetime,
) -> bool:  # fmt: skip
    _forget_old(connection, moment)
    known = set(connection.execute(select(told.c.event).where(told.c.target == target)).scalars())
    ended = {key for key in known for end in over if key == end or key.startswith(f"{end}|")}
    for key in ended:
        connection.execute(delete(told).where(told.c.target == target, told.c.event == key))
    new = list({one.key: one for one in events if one.key not in known - ended}.values())
    if not new:
        return False
    connection.execute(insert(told), [{"target": target, "event": one.key, "at": moment} for one in new])
    row = {"id": uuid4().hex, "target": target, "scan": scan, "created": moment, "due": moment, "attempts": 0}
    row |= {"status": "waiting", "problem": "", "body": _EVENTS.dump_json(tuple(new)).decode()}
    connection.execute(insert(outbox).values(row))
    return True


def _publish(
    connection: Connection, audit: Audit, news: Sequence[tuple[str, Sequence[Event]]], over: Collection[str],
    moment: datetime,
) -> None:  # fmt: skip
    audits.publish(connection, audit)
    for target, events in news:
        _put(connection, target, audit.scan, events, over, moment)


def _forget_old(connection: Connection, moment: datetime) -> None:
    settled = (outbox.c.status != "waiting") & (outbox.c.created < moment - KEPT)
    connection.execute(delete(outbox).where(settled))
    connection.execute(delete(told).where(told.c.at < moment - REMEMBERED))


def _due(connection: Connection, moment: datetime) -> tuple[Parcel, ...]:
    wanted = select(outbox).where(outbox.c.status == "waiting", outbox.c.due <= moment)
    rows = connection.execute(wanted.order_by(outbox.c.due, outbox.c.created).limit(MOST)).mappings()
    return tuple(Parcel.model_validate(dict(row)) for row in rows)


def _next_due(connection: Connection) -> datetime | None:
    return connection.execute(select(func.min(outbox.c.due)).where(outbox.c.status == "waiting")).scalar()


def _claim(connection: Connection, parcel: Parcel, moment: datetime, until: datetime) -> bool:
    free = (outbox.c.id == parcel.id) & (outbox.c.status == "waiting") & (outbox.c.due <= moment)
    taken = update(outbox).where(free).values(due=until, attempts=outbox.c.attempts + 1)
    return bool(connection.execute(taken).rowcount)


def _settle(connection: Connection, parcel: Parcel, status: str, problem: str, due: datetime | None) -> None:
    values = {"status": status, "problem": problem} | ({"due": due} if due else {})
    connection.execute(update(outbox).where(outbox.c.id == parcel.id).values(values))


def _newest(connection: Connection, limit: int) -> tuple[Parcel, ...]:
    rows = connection.execute(select(outbox).order_by(outbox.c.created.desc()).limit(limit)).mappings()
    return tuple(Parcel.model_validate(dict(row)) for row in rows)


def _met_before(connection: Connection, segment: str, moment: datetime) -> frozenset[str]:
    wanted = (
        select(scan_assets.c.asset)
        .distinct()
        .join(scans, scans.c.id == scan_assets.c.scan)
        .where(scans.c.segment == segment, scans.c.started < moment)
    )
    return frozenset(connection.execute(wanted).scalars())
