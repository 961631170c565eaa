"""What is due and not done yet, and what a person has paused: both outlast every restart."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scanner.model import Record, UtcTime
from scanner.store.tables import agenda, assessments, jobs, pauses

EVERYTHING = ""
"""The name of the pause of all segments."""


class Due(Record):
    """A segment that is to be examined. `missed` moments before were not served either; `why` it waits.

    `serving`: the scan that was begun or taken up for it; empty: none yet.
    """

    segment: str
    due: UtcTime
    missed: int = 0
    tries: int = 0
    not_before: UtcTime | None = None
    why: str = ""
    serving: str = ""


class Pause(Record):
    """A segment (empty: all) that is left alone. `until` None: until somebody resumes it."""

    segment: str
    since: UtcTime
    until: UtcTime | None


def add_due(connection: Connection, segment: str, moments: int, first: datetime, why: str) -> None:
    """Writes down that a segment was due at `moments` moments, the earliest of them `first`, and why so late."""
    row = connection.execute(select(agenda).where(agenda.c.segment == segment)).first()
    published = row is not None and _is_published(connection, row.serving)
    if row is not None and not (published and row.tries == 0):
        # What was published and is to be tried again is not what this later date gets.
        values = {"missed": row.missed + moments} | ({"serving": ""} if published else {})
        connection.execute(update(agenda).where(agenda.c.segment == segment).values(values))
        return
    # Served, and nobody lived to take it off the list.
    settle(connection, segment)
    new = {
        "segment": segment,
        "due": first,
        "missed": moments - 1,
        "tries": 0,
        "not_before": None,
        "why": why,
        "serving": "",
    }
    connection.execute(insert(agenda).values(new))


def _is_published(connection: Connection, scan: str) -> bool:
    return (
        connection.execute(select(assessments.c.scan).where(assessments.c.scan == scan)).first() is not None
    )


def due(connection: Connection) -> tuple[Due, ...]:
    """All that is due, whatever has waited longest first."""
    rows = connection.execute(select(agenda).order_by(agenda.c.due, agenda.c.segment)).mappings()
    return tuple(Due(**row) for row in rows)


def postpone(connection: Connection, segment: str, tries: int, not_before: datetime | None, why: str) -> None:
    """Says when a segment that is due is tried again, and why not now."""
    values = {"tries": tries, "not_before": not_before, "why": why}
    connection.execute(update(agenda).where(agenda.c.segment == segment).values(values))


def serve(connection: Connection, segment: str, scan: str) -> None:
    """Says which scan serves what is due."""
    connection.execute(update(agenda).where(agenda.c.segment == segment).values(serving=scan))


def settle(connection: Connection, segment: str) -> None:
    """Takes a segment off the list."""
    connection.execute(delete(agenda).where(agenda.c.segment == segment))


def pause(connection: Connection, segment: str, since: datetime, until: datetime | None) -> None:
    """Leaves a segment alone until a moment; a second pause takes the place of the first."""
    connection.execute(delete(pauses).where(pauses.c.segment == segment))
    connection.execute(insert(pauses).values(segment=segment, since=since, until=until))


def resume(connection: Connection, segment: str) -> bool:
    """Ends a pause; False when there was none."""
    return bool(connection.execute(delete(pauses).where(pauses.c.segment == segment)).rowcount)


def paused(connection: Connection, moment: datetime) -> tuple[Pause, ...]:
    """The pauses that hold now."""
    rows = connection.execute(select(pauses).order_by(pauses.c.segment)).mappings()
    every = (Pause(**row) for row in rows)
    return tuple(one for one in every if one.until is None or one.until > moment)


def next_runs(connection: Connection) -> dict[str, float]:
    """When each segment is due next, in seconds since 1970; nothing of a job but its name and time is read."""
    rows = connection.execute(
        select(jobs.c.id, jobs.c.next_run_time).where(jobs.c.next_run_time.is_not(None))
    )
    return {row.id: row.next_run_time for row in rows}
