"""The ground of every record: frozen, strict about unknown fields, time in UTC."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


class Record(BaseModel):
    """Something written down. It never changes after it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


UtcTime = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A moment with its offset; kept in UTC whatever offset it came with."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
