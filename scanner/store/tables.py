"""The tables. Bodies are JSON texts of the records; columns beside them are what is searched for."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Unicode,
)
from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, also where the database (SQLite) keeps no offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a moment without an offset (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without an offset cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def _scan() -> Column[str]:
    return Column("scan", String(64), ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True)


def _n() -> Column[int]:
    return Column("n", Integer, primary_key=True, autoincrement=False)


scans = Table(
    "scans",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("segment", Text, nullable=False),
    Column("status", String(16), nullable=False),  # running, judging, complete, incomplete
    Column("reason", Text, nullable=False),
    Column("scan_order", Text, nullable=False),
    Column("started", UtcDateTime, nullable=False),
    Column("ended", UtcDateTime),
    Column("pid", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),  # tells a process from a later one with the same pid
    Column("host", Text, nullable=False),
    Index(None, "segment", "started"),
)

assets = Table(
    "assets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("merged_into", String(32), ForeignKey("assets.id")),
)

asset_identities = Table(
    "asset_identities",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("asset", String(32), ForeignKey("assets.id"), nullable=False, index=True),
    Column("last_seen", UtcDateTime, nullable=False),
)

scan_sightings = Table(
    "scan_sightings",
    metadata,
    _scan(),
    Column("key", Text, primary_key=True),
    Column("asset", String(32), ForeignKey("assets.id"), nullable=False),
)

seen = Table(
    "seen",
    metadata,
    _scan(),
    _n(),
    Column("body", Text, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    _scan(),
    _n(),
    Column("body", Text, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    _scan(),
    Column("id", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("asset", Text, nullable=False),
    Column("probe", Text, nullable=False),
    Column("transport", String(8)),
    Column("port", Integer),
    Column("answer", String(16), nullable=False),
    Column("kind", Text),
    Column("body", Text, nullable=False),  # without the raw bytes
    Column("raw", LargeBinary, nullable=False),
)

touches = Table(
    "touches",
    metadata,
    _scan(),
    _n(),
    Column("at", UtcDateTime, nullable=False),
    Column("asset", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("transport", String(8)),
    Column("port", Integer),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("payload", Text, nullable=False),
)

scan_assets = Table(
    "scan_assets",
    metadata,
    _scan(),
    _n(),
    Column("asset", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    _scan(),
    _n(),
    Column("key", String(32), nullable=False, index=True),
    Column("check_id", Text, nullable=False),
    Column("asset", Text),
    Column("outcome", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("body", Text, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    _scan(),
    Column("at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),  # the audit without its assets and findings
)

answers = Table(
    "answers",
    metadata,
    Column("question", String(64), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("body", Text, nullable=False),
)

jobs = Table(  # as APScheduler's job store has it
    "jobs",
    metadata,
    Column("id", Unicode(191), primary_key=True),
    Column("next_run_time", Float(25), index=True),
    Column("job_state", LargeBinary, nullable=False),
)

agenda = Table(
    "agenda",
    metadata,
    Column("segment", String(80), primary_key=True),
    Column("due", UtcDateTime, nullable=False),  # the earliest moment that was not served
    Column("missed", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", UtcDateTime),
    Column("why", Text, nullable=False),
    Column("serving", String(64), nullable=False, server_default=""),  # the scan for it, begun or ended
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("pid", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("taken", UtcDateTime, nullable=False),
    Column("beat", UtcDateTime, nullable=False),
    Column("doing", Text, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("segment", String(80), primary_key=True),  # empty: all segments
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("target", String(40), nullable=False),
    Column("scan", String(64), ForeignKey("scans.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", UtcDateTime, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("status", String(8), nullable=False),  # waiting, sent, failed
    Column("problem", Text, nullable=False),
    Column("body", Text, nullable=False),  # the events
    Index(None, "status", "due"),
)

told = Table(
    "told",
    metadata,
    Column("target", String(40), primary_key=True),
    Column("event", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
