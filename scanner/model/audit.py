"""An audit as it is reported: everything that any report may show, judged and assessed."""

from typing import Literal

from pydantic import Field

from scanner.model.asset import Asset
from scanner.model.evidence import Service
from scanner.model.finding import Finding, Severity, Strength
from scanner.model.history import AcceptedRisk, AnswerGiven, Change, Framework, Moved, TrendPoint
from scanner.model.known import AssetKnowledge, KnowledgeSource
from scanner.model.order import Authorisation, Zone
from scanner.model.record import Record, UtcTime
from scanner.model.text import Text

Share = float
"""0 to 1."""


class CheckCard(Record):
    """What a report says about a check: the words of its findings, and where the check comes from.

    `praise` is said when all its findings are met. `weight` (1 to 3) is what it counts in a requirement.
    """

    id: str
    version: str
    origin: str
    title: str
    why: str
    what_to_do: str
    who: str
    effort: str
    cost: str
    stops_production: str
    message: str
    recheck: str
    severity: Severity
    requirements: dict[str, Strength]
    stop: bool = False
    references: tuple[str, ...] = ()
    praise: str = ""
    weight: int = Field(default=1, ge=1, le=3)


class RequirementScore(Record):
    """One requirement as an honest interval: `lo` is proven, `hi` is possible (0 to 1).

    `coverage` is the share of its weight that was looked at. `capped` names the stop checks that
    hold it down. `checks` are the checks that speak for it, `questions` the ids of those that ask for it.
    """

    id: str
    theme: str
    title: str
    weight: int
    lo: Share = Field(ge=0, le=1)
    hi: Share = Field(ge=0, le=1)
    coverage: Share = Field(ge=0, le=1)
    capped: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Score(Record):
    """The whole interval. `gaps` and `unknown` count findings."""

    lo: Share = Field(ge=0, le=1)
    hi: Share = Field(ge=0, le=1)
    coverage: Share = Field(ge=0, le=1)
    capped: tuple[str, ...] = ()
    gaps: int = 0
    unknown: int = 0


class Action(Record):
    """One thing to do, for all assets that need it. `rank` 1 comes first; `gain` is what `lo` gains."""

    rank: int
    check: str
    severity: Severity
    assets: tuple[str, ...]
    findings: tuple[str, ...]  # keys
    band: Literal["now", "next", "plan", "watch"]
    deadline_days: int | None
    gain: Share = 0.0


class NotChecked(Record):
    """Something that was not looked at, and why. `asset` and `check` are empty when it is all of them."""

    asset: str = ""
    check: str = ""
    service: Service | None = None
    reason: Text


class AssetLedger(Record):
    """What was sent to one asset (or address, where nothing is there)."""

    asset: str
    address: str
    touches: int
    frames: int
    what: tuple[tuple[str, int], ...] = ()  # request and how often, most first


class Ledger(Record):
    touches: int = 0
    frames: int = 0
    assets: tuple[AssetLedger, ...] = ()
    elsewhere: int = 0  # touches to addresses where nothing answered
    outside: int = 0  # touches for the one address outside that the owner named


class Audit(Record):
    """One finished (or honestly unfinished) audit."""

    scan: str
    product_version: str
    segment: str
    networks: tuple[str, ...]
    zone: Zone
    sensor: str
    authorisation: Authorisation
    egress_test: str = ""  # the address outside that was tried, as the owner wrote it; empty: none
    client: str = ""  # whose network it is, where a consultant examines it; empty: one's own
    engagement: str = ""
    started: UtcTime
    ended: UtcTime
    complete: bool
    reason: str = ""
    catalogue: str  # name and version of the requirement catalogue
    catalogue_date: str = ""
    knowledge: str = ""  # what the vulnerability knowledge is and how old; empty: none
    knowledge_version: str = ""  # tells one state of that knowledge from every other
    expected_list: bool = False
    assets: tuple[Asset, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: tuple[CheckCard, ...] = ()
    requirements: tuple[RequirementScore, ...] = ()
    score: Score
    actions: tuple[Action, ...] = ()
    good: tuple[Text, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    ledger: Ledger = Ledger()
    notes: tuple[str, ...] = ()
    previous: str = ""  # the scan that `changes` and `moved` compare with; empty: there is none
    changes: tuple[Change, ...] = ()
    moved: tuple[Moved, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    answers: tuple[AnswerGiven, ...] = ()
    accepted: tuple[AcceptedRisk, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    known: tuple[AssetKnowledge, ...] = ()
    sources: tuple[KnowledgeSource, ...] = ()  # of the knowledge that the audit was judged with
