"""The JSON report: its models are its published schema."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scanner.model import Authorisation, Outcome, Severity, Strength, UtcTime, Zone
from scanner.model.history import AcceptedRisk, AnswerGiven, ChangeKind, Framework, Moved, TrendPoint
from scanner.model.known import AssetKnowledge, KnowledgeSource

SCHEMA: Literal["vaglio-report/1"] = "vaglio-report/1"
"""Version of the document. Fields may be added within it; a change of meaning makes a new one."""

TEXT_LIMIT = 4000
"""Characters of any text in the document; of a longer one it says how much is left out."""

Share = float


class Part(BaseModel):
    """A part of the document. Readers must accept fields that they don't know."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Place(Part):
    transport: Literal["tcp", "udp", "link"]
    port: int = Field(ge=0, le=65535)


class ServiceOut(Place):
    protocol: str
    product: str
    version: str


class IdentificationOut(Part):
    field: str
    """vendor, product, model, order_number, version, serial, role or name"""
    value: str
    evidence: str
    """Id of the evidence that says so; empty: the maker of the network card hints at it."""
    confidence: Share = Field(ge=0, le=1)


class ContradictionOut(Part):
    field: str
    said: tuple[IdentificationOut, ...]
    """Values that sure sources disagree about, the most trusted first."""


class AssetOut(Part):
    id: str
    """Stays the same across scans."""
    addresses: tuple[str, ...]
    mac: str
    mac_vendor: str
    names: tuple[str, ...]
    role: str
    purdue_level: str = ""
    """Level of the Purdue model: 0 to 5, or 3.5; empty: it can't be told."""
    zone: str
    vendor: str
    product: str
    model: str
    order_number: str
    version: str
    serial: str
    fragile: bool
    expected: bool | None
    """null: no list of expected machines was given."""
    first_seen: UtcTime | None
    last_seen: UtcTime | None
    services: tuple[ServiceOut, ...]
    identifications: tuple[IdentificationOut, ...] = ()
    """All that its sources say of the machine, the most trusted first."""
    contradictions: tuple[ContradictionOut, ...] = ()


class FindingOut(Part):
    key: str
    """The same weakness at the same place has the same key in every scan."""
    check: str
    check_version: str
    origin: str
    title: str
    asset: str | None
    """null: the finding is about the whole segment."""
    service: Place | None
    outcome: Outcome
    severity: Severity
    severity_why: str | None = None
    """Why the severity is another than the check's own, in the language of the report; null: it is not."""
    requirements: tuple[str, ...]
    requirement_strength: dict[str, Strength]
    stop: bool
    why: str
    """A sentence in the language of the report."""
    evidence: tuple[str, ...]
    knowledge: str
    """The version of the vulnerability knowledge that it rests on; empty: it rests on none."""
    news: Literal["", "new knowledge"] = ""
    """"new knowledge": the machine told the same before, only the knowledge has learned something."""
    at: UtcTime


class RequirementOut(Part):
    id: str
    theme: str
    title: str
    weight: int
    lo: Share = Field(ge=0, le=1)
    """The share that is proven."""
    hi: Share = Field(ge=0, le=1)
    """The share that is possible."""
    coverage: Share = Field(ge=0, le=1)
    """The share of the weight that was looked at."""
    capped: tuple[str, ...]
    checks: tuple[str, ...]
    questions: tuple[str, ...] = ()
    """The questions to the owner that ask for it."""


class ScoreOut(Part):
    lo: Share = Field(ge=0, le=1)
    hi: Share = Field(ge=0, le=1)
    coverage: Share = Field(ge=0, le=1)
    capped: tuple[str, ...]
    gaps: int
    unknown: int


class ActionOut(Part):
    rank: int
    check: str
    title: str
    severity: Severity
    band: Literal["now", "next", "plan", "watch"]
    deadline_days: int | None
    deadline: date | None
    gain: Share
    assets: tuple[str, ...]
    findings: tuple[str, ...]
    """Keys of findings."""
    why: str
    what_to_do: str
    who: str
    effort: str
    cost: str
    stops_production: str
    recheck: str
    message: str


class NotCheckedOut(Part):
    asset: str | None
    check: str | None
    service: Place | None
    reason: str


class SentOut(Part):
    request: str
    count: int


class AssetLedgerOut(Part):
    asset: str
    address: str
    touches: int
    packets: int
    what: tuple[SentOut, ...]


class LedgerOut(Part):
    touches: int
    packets: int
    elsewhere: int
    """Touches to addresses where nothing answered."""
    outside: int = 0  # touches for the one address outside that the owner named
    assets: tuple[AssetLedgerOut, ...]


class ScanOut(Part):
    id: str
    started: UtcTime
    ended: UtcTime
    complete: bool
    reason: str
    segment: str
    networks: tuple[str, ...]
    zone: Zone
    sensor: str
    authorisation: Authorisation
    egress_test: str = ""
    """The address outside at which one connection was allowed, as the owner wrote it; empty: none."""
    client: str = ""
    """Whose network it is, where a consultant examined it."""
    engagement: str = ""
    product_version: str
    catalogue: str
    catalogue_date: str
    knowledge: str
    expected_list: bool
    notes: tuple[str, ...]


class ChangeOut(Part):
    kind: ChangeKind
    check: str | None
    """null: the change is about a machine itself."""
    asset: str | None
    """null: the change is about the whole segment. One that is gone is not among the assets."""
    title: str
    """What the machine was called."""
    why: str
    """A sentence in the language of the report."""


class Document(Part):
    """One audit of one network segment."""

    schema_: Literal["vaglio-report/1"] = Field(default=SCHEMA, alias="schema")
    language: str
    scan: ScanOut
    score: ScoreOut
    assets: tuple[AssetOut, ...]
    findings: tuple[FindingOut, ...]
    requirements: tuple[RequirementOut, ...]
    actions: tuple[ActionOut, ...]
    good: tuple[str, ...]
    not_checked: tuple[NotCheckedOut, ...]
    ledger: LedgerOut
    known: tuple[AssetKnowledge, ...] = ()
    """What the vulnerability knowledge says of each machine that was looked up, the worst first."""
    sources: tuple[KnowledgeSource, ...] = ()
    """The sources of that knowledge, and how old each is."""
    previous: str = ""
    """The scan that `changes` and `moved` compare with; empty: there is none."""
    changes: tuple[ChangeOut, ...] = ()
    moved: tuple[Moved, ...] = ()
    """Requirements whose interval is another than before, and the checks that moved it."""
    trend: tuple[TrendPoint, ...] = ()
    """The scores of this segment's audits, oldest first. Only those of one catalogue compare."""
    answers: tuple[AnswerGiven, ...] = ()
    accepted: tuple[AcceptedRisk, ...] = ()
    """Gaps that somebody answers for; they stay gaps."""
    frameworks: tuple[Framework, ...] = ()
    """Laws and standards, and where the requirements touch them. No claim of conformity."""
