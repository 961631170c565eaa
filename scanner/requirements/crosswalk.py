"""Loads crosswalks: what laws, standards and lists of measures call our requirements. One file a framework."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, HttpUrl, model_validator

from scanner.model import CrosswalkLink, Framework, Record, Strength
from scanner.requirements.catalogue import Catalogue
from scanner.requirements.reading import CatalogueError, read, refuse_twice


class Reference(Record):
    """Where one of our requirements touches the framework. The reference is its own id, never its text."""

    requirement: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    reference: str = Field(min_length=1, max_length=80)
    strength: Strength = Strength.HINT
    note: str = ""


class FrameworkFile(Record):
    """A framework as its file tells it. `strength` of a link: evidence, hint or contradiction."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    date: date
    href: HttpUrl
    links: tuple[Reference, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_link_once(self) -> Self:
        refuse_twice("link", [f"{one.requirement} {one.reference}" for one in self.links])
        return self

    def framework(self) -> Framework:
        links = tuple(
            CrosswalkLink(requirement=one.requirement, reference=one.reference, strength=one.strength)
            for one in self.links
        )
        return Framework(
            id=self.id, name=self.name, version=self.version, day=self.date, href=str(self.href), links=links
        )


def frameworks(folders: Sequence[Path], catalogue: Catalogue) -> tuple[Framework, ...]:
    """The frameworks of all folders by id; of one id the newest. Raises CatalogueError."""
    known = {one.id for one in catalogue.requirements}
    newest: dict[str, FrameworkFile] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        found = read(path, FrameworkFile)
        strange = next((one.requirement for one in found.links if one.requirement not in known), None)
        if strange:
            raise CatalogueError(
                f"{path}: {strange} is no requirement of {catalogue.name} {catalogue.version}; "
                "name one that it has."
            )
        if found.id not in newest or newest[found.id].date < found.date:
            newest[found.id] = found
    return tuple(newest[name].framework() for name in sorted(newest))
