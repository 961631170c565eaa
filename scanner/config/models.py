"""The whole config as it is after loading."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from scanner.config.faults import fault
from scanner.config.places import default_reports, default_store
from scanner.config.segment import Segment
from scanner.model import Record
from scanner.plugin import ID

Language = Literal["it", "en"]


def _format_name(value: str) -> str:
    if not ID.fullmatch(value):
        raise fault(f'"{value}" is not the name of a report format; allowed: names such as "html", "json"')
    return value


def _store_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        raise fault(f'is "{value}"; allowed: "sqlite:////folder/vaglio.db" or "postgresql://…"')
    return value


def _beside_config(value: Path, info: ValidationInfo) -> Path:
    """A relative path starts at the folder of the config file, wherever the program was started."""
    return Path((info.context or {}).get("folder", ".")) / value.expanduser()


FromConfig = Annotated[Path, AfterValidator(_beside_config)]


class Report(Record):
    """Where reports go and how they are written. `language` None: the config's."""

    folder: FromConfig = Field(default_factory=default_reports)
    language: Language | None = None
    company: str = ""
    formats: tuple[Annotated[str, AfterValidator(_format_name)], ...] = Field(("html", "json"), min_length=1)


class Config(Record):
    """Everything that the owner decides."""

    language: Language = "en"
    store: Annotated[str, AfterValidator(_store_url)] = Field(default_factory=default_store)
    packs: tuple[FromConfig, ...] = ()
    sensor: str = Field(default="local", min_length=1, max_length=80)
    segments: tuple[Segment, ...] = ()
    report: Report = Field(default_factory=Report)

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
