"""Loads a catalogue of requirements: what an audit is measured against, dated and versioned."""

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from scanner.model import Record
from scanner.requirements.reading import CatalogueError, read, refuse_twice

WEIGHTS = 100
"""What the weights of a catalogue sum to."""


class Theme(Record):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)


class Requirement(Record):
    """One requirement. Title and explanation are English and the keys of the translations.

    `asked` (0 to 1) is the share that only answers of the owner can show; `questions` are the ids
    of the questions that ask for it, all of the same weight.
    """

    id: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    theme: str
    weight: int = Field(ge=1, le=WEIGHTS)
    title: str = Field(min_length=1)
    explanation: str = Field(min_length=1)
    questions: tuple[str, ...] = ()
    asked: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _asked_has_questions(self) -> Self:
        if bool(self.asked) != bool(self.questions):
            raise ValueError("`asked` and `questions` belong together: give both or neither")
        return self


class Catalogue(Record):
    """All requirements of one version; scores compare only within one version."""

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    date: date
    themes: tuple[Theme, ...] = Field(min_length=1)
    requirements: tuple[Requirement, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        refuse_twice("theme", [theme.id for theme in self.themes])
        refuse_twice("requirement", [one.id for one in self.requirements])
        refuse_twice("question", [name for one in self.requirements for name in one.questions])
        themes = [theme.id for theme in self.themes]
        for one in self.requirements:
            if one.theme not in themes:
                raise ValueError(
                    f"{one.id} has the unknown theme {one.theme!r}; use one of {', '.join(themes)}"
                )
        total = sum(one.weight for one in self.requirements)
        if total != WEIGHTS:
            raise ValueError(f"the weights sum to {total}; change them so that they sum to {WEIGHTS}")
        return self


def load_catalogue(path: Path) -> Catalogue:
    """Reads a catalogue from TOML; raises CatalogueError with one sentence if it can't be used."""
    return read(path, Catalogue)


def latest(folder: Path) -> Catalogue:
    """The newest catalogue of a folder by its date; raises CatalogueError if there is none."""
    found = [load_catalogue(path) for path in sorted(folder.glob("*.toml"))]
    if not found:
        raise CatalogueError(f"{folder}: holds no catalogue; put one there (a file that ends in .toml).")
    return max(found, key=lambda catalogue: (catalogue.date, catalogue.version))
