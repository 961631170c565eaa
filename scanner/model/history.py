"""What an audit says beside its findings: what changed, how the score went, what was answered and accepted."""

from datetime import date
from typing import Literal

from pydantic import Field

from scanner.model.finding import Strength
from scanner.model.record import Record, UtcTime
from scanner.model.text import Text

ChangeKind = Literal[
    "fixed", "new", "new_knowledge", "not_seen", "back", "milder", "worse", "new_device", "vanished_device",
    "changed_device",
]  # fmt: skip


class Change(Record):
    """One difference to the audit before. `check` or `asset` is empty where it is not about one.

    `title` is what the machine was called: one that is gone is not among the assets any more.
    """

    kind: ChangeKind
    check: str = ""
    asset: str = ""
    title: str = ""
    why: Text | None = None


class Moved(Record):
    """A requirement whose interval is another than in the audit before, and the changes that moved it."""

    requirement: str
    lo_before: float = Field(ge=0, le=1)
    hi_before: float = Field(ge=0, le=1)
    checks: tuple[str, ...] = ()


class TrendPoint(Record):
    """The score of one audit of this segment. Only points of one `catalogue` compare."""

    scan: str
    at: UtcTime
    lo: float = Field(ge=0, le=1)
    hi: float = Field(ge=0, le=1)
    coverage: float = Field(ge=0, le=1)
    catalogue: str
    complete: bool = True


class AnswerGiven(Record):
    """What the owner answered. `contradicted_by` are the findings (keys) of the scan that speak against it.

    An `outdated` answer is too old to count, or nobody knows how old it is. A "no" never is.
    """

    question: str
    title: str
    answer: Literal["yes", "partly", "no", "dont_know", "not_applicable"]
    on: date | None = None
    by: str = ""
    proof: str = ""
    reason: str = ""
    contradicted_by: tuple[str, ...] = ()
    outdated: bool = False


class AcceptedRisk(Record):
    """A gap that somebody answers for. It stays a gap; an expired one is shown as expired."""

    check: str
    asset: str = ""
    owner: str
    reason: str
    until: date
    expired: bool = False
    findings: tuple[str, ...] = ()


class CrosswalkLink(Record):
    """What a requirement is called elsewhere."""

    requirement: str
    reference: str
    strength: Strength = Strength.HINT


class Framework(Record):
    """A law, standard or list of measures, and where our requirements touch it. Never a claim of conformity."""

    id: str
    name: str
    version: str
    day: date
    href: str = ""
    links: tuple[CrosswalkLink, ...] = ()
