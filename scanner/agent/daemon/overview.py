"""How things stand, read from the database: for a person at a terminal and for a program that watches."""

from datetime import datetime
from pathlib import Path

from scanner.agent.daemon.choose import Situation
from scanner.agent.lease import SEGMENT
from scanner.config import Config, Segment
from scanner.knowledge.database import KnowledgeError
from scanner.model import Record, UtcTime, now
from scanner.store import Due, Lease, Plans, Store

AGENT = "agent"
"""The name of the lease of the one agent that serves a database."""


class LastAudit(Record):
    """The newest published audit of a segment."""

    scan: str
    started: UtcTime
    complete: bool
    reason: str
    lo: float
    hi: float
    gaps: int
    unknown: int


class SegmentState(Record):
    """One segment. `waits` says why it does not begin although it is due; `held` why nothing may be sent now."""

    name: str
    running: str = ""
    since: UtcTime | None = None
    next_run: UtcTime | None = None
    due: UtcTime | None = None
    waits: str = ""
    held: str = ""
    paused: bool = False
    last: LastAudit | None = None


class Overview(Record):
    """All segments; `agent` is the process that serves the schedule, 0: none. `knowledge_days` -1: none."""

    agent: int
    doing: str
    segments: tuple[SegmentState, ...]
    knowledge_days: int
    knowledge_problem: str


def overview(store: Store, config: Config, moment: datetime | None = None) -> Overview:
    """Reads it all. Raises StoreError."""
    plans, at = Plans(store), moment or now()
    leases = {one.name: one for one in plans.leases()}
    situation = Situation(config, at, plans.due(), plans.paused(), ())
    runs = plans.next_runs()
    agent = leases.get(AGENT)
    days, problem = knowledge_age(config.feeds.database)
    return Overview(
        agent=agent.pid if agent else 0, doing=agent.doing if agent else "",
        segments=tuple(
            _state(store, situation, one, leases.get(SEGMENT + one.name), runs.get(one.name))
            for one in config.segments
        ),
        knowledge_days=days, knowledge_problem=problem,
    )  # fmt: skip


def knowledge_age(file: Path) -> tuple[int, str]:
    """Days since the newest word of any feed; -1 and why, where there is none."""
    from scanner.knowledge.knowledge import Knowledge

    try:
        opened = Knowledge.open(file)
    except KnowledgeError as error:
        return -1, str(error)
    try:
        return opened.age, ""
    finally:
        opened.close()


def _state(
    store: Store, situation: Situation, segment: Segment, lease: Lease | None, next_run: datetime | None
) -> SegmentState:
    due: Due | None = next((one for one in situation.due if one.segment == segment.name), None)
    held = situation.why_not(segment)
    return SegmentState(
        name=segment.name, running=lease.doing if lease else "", since=lease.taken if lease else None,
        next_run=next_run, due=due.due if due else None,
        waits=situation.waits(due) if due and not lease else "", held=held,
        paused=held.startswith("paused"), last=_last(store, segment.name),
    )  # fmt: skip


def _last(store: Store, segment: str) -> LastAudit | None:
    row = store.latest(segment)
    outline = store.outline_of(row.id) if row else None
    if row is None or outline is None:
        return None
    return LastAudit(
        scan=row.id, started=row.started, complete=outline.complete, reason=outline.reason,
        lo=outline.score.lo, hi=outline.score.hi, gaps=outline.score.gaps, unknown=outline.score.unknown,
    )  # fmt: skip
