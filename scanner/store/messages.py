"""What a sensor said: machines seen, evidence, and its ledger, line by line."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, func, select
from sqlalchemy.dialects import sqlite

import scanner.evidence  # noqa: F401  makes the kinds of facts known that stored evidence names
from scanner.model import Answer, Asked, Evidence, Heard, Message, Note, Seen, Service, Touch
from scanner.store.tables import evidence, notes, seen, touches

TABLES = (seen, evidence, touches, notes)
_NEVER_PUT = (Answer.REFUSED.value, Answer.NOT_ASKED.value)


def add(connection: Connection, scan: str, messages: Sequence[Message], first: int) -> None:
    """Stores a run of lines; `first` is the number of the first line. What is there already stays."""
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    for n, message in enumerate(messages, first):
        if isinstance(message, Touch):
            rows["touches"].append({"scan": scan, "n": n} | _touch_row(message))
        elif isinstance(message, Heard):
            rows["evidence"].append({"scan": scan, "n": n} | _evidence_row(message.evidence))
        elif isinstance(message, Seen):
            rows["seen"].append({"scan": scan, "n": n, "body": message.model_dump_json()})
        elif isinstance(message, Note):
            rows["notes"].append({"scan": scan, "n": n, "body": message.model_dump_json()})
    for table in TABLES:
        _insert_new(connection, table, rows[table.name])


def next_line(connection: Connection, scan: str) -> int:
    """The number after the last stored line; 0 for a scan without any."""
    highest = [
        connection.execute(select(func.max(table.c.n)).where(table.c.scan == scan)).scalar()
        for table in TABLES
    ]
    return max(-1 if each is None else each for each in highest) + 1


def evidence_of(connection: Connection, scan: str) -> tuple[tuple[Evidence, ...], int]:
    """The scan's evidence as it was said, and how many pieces this program cannot read.

    Unreadable is what a pack that is no longer there, or a newer version, wrote.
    """
    wanted = select(evidence.c.body, evidence.c.raw).where(evidence.c.scan == scan).order_by(evidence.c.n)
    found = [_evidence(row) for row in connection.execute(wanted).mappings()]
    readable = tuple(each for each in found if each is not None)
    return readable, len(found) - len(readable)


def touches_of(connection: Connection, scan: str) -> tuple[Touch, ...]:
    """The ledger, in the order in which it was written."""
    wanted = select(touches).where(touches.c.scan == scan).order_by(touches.c.n)
    return tuple(_touch(row) for row in connection.execute(wanted).mappings())


def seen_of(connection: Connection, scan: str) -> tuple[Seen, ...]:
    """The machines that were seen, in that order, each as often as it was told."""
    wanted = select(seen.c.body).where(seen.c.scan == scan).order_by(seen.c.n)
    return tuple(Seen.model_validate_json(body) for body in connection.execute(wanted).scalars())


def notes_of(connection: Connection, scan: str) -> tuple[Note, ...]:
    """What a person should know of the scan, in the order in which it was said."""
    wanted = select(notes.c.body).where(notes.c.scan == scan).order_by(notes.c.n)
    return tuple(Note.model_validate_json(body) for body in connection.execute(wanted).scalars())


def asked(connection: Connection, scan: str) -> tuple[Asked, ...]:
    """The questions that were put; one that the guard held back may be put by a resumed scan."""
    place = (evidence.c.asset, evidence.c.probe, evidence.c.transport, evidence.c.port)
    wanted = select(*place).where(evidence.c.scan == scan, evidence.c.answer.not_in(_NEVER_PUT))
    rows = connection.execute(wanted.group_by(*place).order_by(func.min(evidence.c.n))).mappings()
    return tuple(Asked(asset=row["asset"], probe=row["probe"], service=_service(row)) for row in rows)


def forget(connection: Connection, scan: str, ids: Sequence[str]) -> None:
    """Takes pieces of evidence away."""
    if ids:
        one = delete(evidence).where(evidence.c.scan == scan, evidence.c.id == bindparam("gone"))
        connection.execute(one, [{"gone": each} for each in ids])


def _insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)


def _place(service: Service | None) -> dict[str, Any]:
    return {
        "transport": service.transport if service else None,
        "port": service.port if service else None,
    }


def _service(row: RowMapping) -> Service | None:
    return Service(transport=row["transport"], port=row["port"]) if row["transport"] else None


def _touch_row(touch: Touch) -> dict[str, Any]:
    return _place(touch.service) | {
        "at": touch.at,
        "asset": touch.asset,
        "kind": touch.kind,
        "what": touch.what,
        "why": touch.why,
        "frames": touch.frames,
        "payload": touch.payload,
    }


def _touch(row: RowMapping) -> Touch:
    same = ("at", "asset", "kind", "what", "why", "frames", "payload")
    return Touch(service=_service(row), **{name: row[name] for name in same})


def _evidence_row(item: Evidence) -> dict[str, Any]:
    return _place(item.service) | {
        "id": item.id,
        "asset": item.asset,
        "probe": item.probe,
        "answer": item.answer.value,
        "kind": item.fact.kind if item.fact else None,
        "body": item.model_dump_json(exclude={"raw"}),
        "raw": item.raw,
    }


def _evidence(row: RowMapping) -> Evidence | None:
    try:
        return Evidence.model_validate_json(row["body"]).model_copy(update={"raw": bytes(row["raw"])})
    except ValidationError:
        return None
