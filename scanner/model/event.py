"""What an audit brought that somebody should hear of."""

from typing import Literal

from pydantic import Field

from scanner.model.record import Record
from scanner.model.text import Parameter

EventKind = Literal["critical", "incomplete", "score_fell", "new_device", "knowledge_stale", "always"]


class Event(Record):
    """One piece of news. The same thing has the same `key`, so that nobody is told it twice.

    `title` is that of the check, in English; `machine` what a person calls the asset, as it came from the
    wire. `values` fill the holes of the sentence that says it (reports.notice).
    """

    kind: EventKind
    key: str
    check: str = ""
    title: str = ""
    asset: str = ""
    machine: str = ""
    address: str = ""
    severity: str = ""
    values: dict[str, Parameter] = Field(default_factory=dict)
