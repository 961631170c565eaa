"""The whole config as it is after loading."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from scanner.config.agent import Agent
from scanner.config.beside import FromConfig
from scanner.config.delivery import Delivery
from scanner.config.faults import fault
from scanner.config.feeds import Feeds
from scanner.config.formats import FormatName
from scanner.config.languages import Language
from scanner.config.places import default_engagements, default_reports, default_store
from scanner.config.retention import Retention
from scanner.config.segment import Segment
from scanner.model import AcceptedRisk, Record
from scanner.plugin import ID

Audience = Literal["owner", "technician", "auditor"]


def _check_id(value: str) -> str:
    if not ID.fullmatch(value):
        raise fault(f'"{value}" is not the id of a check; `vaglio checks list` shows them')
    return value


def _day(value: Any) -> Any:
    """A bare number would be read as seconds since 1970."""
    if isinstance(value, int | float):
        raise fault(f"is {value}; allowed: a day such as 2027-03-31")
    return value


def _one_or_more(value: Any) -> Any:
    """One name stands for a list of one."""
    return (value,) if isinstance(value, str) else value


def _store_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "sqlite+pysqlite:///")):
        # Not the rest of it: a password may stand there.
        kind = value.split(":", 1)[0]
        raise fault(f'is of the kind "{kind}"; allowed: a SQLite file, "sqlite:////folder/vaglio.db"')
    return value


class Report(Record):
    """Where reports go and how they are written. `language` None: the config's."""

    folder: FromConfig = Field(default_factory=default_reports)
    language: Language | None = None
    company: str = ""
    formats: tuple[FormatName, ...] = Field(("html", "json"), min_length=1)
    audience: Annotated[tuple[Audience, ...], BeforeValidator(_one_or_more)] = Field(
        ("technician",), min_length=1
    )


class Accepted(Record):
    """A risk that somebody answers for until a day. The gap stays a gap; reports say who, why, until when.

    `asset` is an address, a MAC address or a name; empty: wherever the check finds it.
    """

    check: Annotated[str, AfterValidator(_check_id)]
    asset: str = ""
    owner: str = Field(min_length=2, max_length=200)
    reason: str = Field(min_length=5, max_length=500)
    until: Annotated[date, BeforeValidator(_day)]

    def risk(self) -> AcceptedRisk:
        """The same as a report shows it."""
        return AcceptedRisk.model_validate(self.model_dump())


class Config(Record):
    """Everything that the owner decides."""

    language: Language = "en"
    store: Annotated[str, AfterValidator(_store_url)] = Field(default_factory=default_store)
    packs: tuple[FromConfig, ...] = ()
    sensor: str = Field(default="local", min_length=1, max_length=80)
    segments: tuple[Segment, ...] = ()
    report: Report = Field(default_factory=Report)
    feeds: Feeds = Field(default_factory=Feeds)
    agent: Agent = Field(default_factory=Agent)
    delivery: Delivery = Field(default_factory=Delivery)
    retention: Retention = Field(default_factory=Retention)
    engagements: FromConfig = Field(default_factory=default_engagements)
    accepted: tuple[Accepted, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        seen: set[str] = set()
        for at, segment in enumerate(self.segments):
            if segment.name in seen:
                sentence = f'is "{segment.name}", as in a segment above; names must differ'
                raise fault(sentence, "segments", at, "name")
            seen.add(segment.name)
        return self

    @property
    def report_language(self) -> Language:
        return self.report.language or self.language
