"""What the agent has a worker do, and what the worker says at its end: one JSON object each."""

from typing import Literal

from scanner.config import Config
from scanner.model import Record, UtcTime

TRANSIENT = ("the network is out of reach", "the sensor ended before its time", "the sensor can't be started")
"""Reasons that may be gone soon. A segment that fell silent is not asked again before its next date."""


class Task(Record):
    """`examine` a segment, `judge` again what newer knowledge has not seen, `send` what waits to be delivered,
    or `tidy`: throw away what is older than it may be kept.

    The configuration travels along, so that a worker never reads a file that is wrong by now. `notes`
    are said in the report of a scan that begins; `because` is why the one before did not come to its end.
    `give_up`: what was cut short is published as it is, incomplete. `serving`: the scan that was begun for
    this date before, which may have come to its end without the agent's having heard of it. `due`: the date.
    """

    kind: Literal["examine", "judge", "send", "tidy"]
    config: Config
    segment: str = ""
    notes: tuple[str, ...] = ()
    because: str = ""
    give_up: str = ""
    serving: str = ""
    due: UtcTime | None = None


class Result(Record):
    """How a worker ended: an audit was published, was left to be resumed, or could not be made.

    `again` says that it is worth another try before the next date. `audits` were judged again.
    """

    outcome: Literal["published", "left", "failed", "done"]
    scan: str = ""
    complete: bool = False
    reason: str = ""
    again: bool = False
    audits: int = 0


def may_be_gone_soon(reason: str) -> bool:
    """Whether an audit that is incomplete for this reason is worth another try before the next date."""
    return reason.startswith(TRANSIENT)
