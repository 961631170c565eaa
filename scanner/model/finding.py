"""What a check concludes, and the finding that is kept of it."""

from enum import StrEnum
from hashlib import sha256
from typing import Literal

from pydantic import Field

from scanner.model.evidence import Service
from scanner.model.record import Record, UtcTime, now
from scanner.model.text import Parameter, Text


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How much harm is near. Ordered: `INFO < LOW < MEDIUM < HIGH < CRITICAL`."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    # All four: a StrEnum inherits the order of its letters, in which critical is below medium.
    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Severity) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Severity) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Severity) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Severity) else NotImplemented


class Strength(StrEnum):
    """How far a check speaks for a requirement."""

    EVIDENCE = "evidence"
    HINT = "hint"
    CONTRADICTION = "contradiction"


class Verdict(Record):
    """What a check says about the evidence that it was given.

    `severity` overrides the check's own where the case is worse or milder than usual.
    """

    outcome: Outcome
    why: Text
    severity: Severity | None = None


def met(template: str, **parameters: Parameter) -> Verdict:
    """The evidence shows that this is in order."""
    return Verdict(outcome=Outcome.MET, why=Text.of(template, **parameters))


def not_met(template: str, severity: Severity | None = None, **parameters: Parameter) -> Verdict:
    """The evidence shows the weakness."""
    return Verdict(outcome=Outcome.NOT_MET, why=Text.of(template, **parameters), severity=severity)


def unknown(template: str, **parameters: Parameter) -> Verdict:
    """The evidence was heard, and it does not tell."""
    return Verdict(outcome=Outcome.UNKNOWN, why=Text.of(template, **parameters))


class Finding(Record):
    """A verdict with everything that it rests on.

    `asset` is the asset's stable id, or None for a finding about the whole segment.
    `severity_why` says why the severity is another than the check's own; None: it is not. `knowledge` is
    the version of the vulnerability knowledge that it rests on; empty: it rests on none. `news` is "new
    knowledge" where the machine told the same before and only the knowledge has learned something.
    """

    check: str
    check_version: str
    origin: str
    asset: str | None
    service: Service | None = None
    outcome: Outcome
    severity: Severity
    severity_why: Text | None = None
    why: Text
    requirements: dict[str, Strength] = Field(default_factory=dict)
    stop: bool = False
    evidence: tuple[str, ...] = ()
    knowledge: str = ""
    news: Literal["", "new knowledge"] = ""
    at: UtcTime = Field(default_factory=now)

    @property
    def key(self) -> str:
        """The same weakness at the same place has the same key in every scan."""
        place = f"{self.check}|{self.asset or ''}|{self.service or ''}"
        return sha256(place.encode("utf-8", "replace")).hexdigest()[:16]
