"""Loads the questions to the owner: what no scan can see."""

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from scanner.model import Record
from scanner.requirements.catalogue import Catalogue
from scanner.requirements.reading import CatalogueError, read, refuse_twice


class Question(Record):
    """One question. `text` and `help` are English and the keys of the translations.

    `contradicted_by` are checks whose gap speaks against the answer "yes" or "partly".
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str = Field(min_length=1)
    help: str = ""
    contradicted_by: tuple[str, ...] = ()


class Questions(Record):
    """All questions, in the order in which they are asked."""

    version: str = Field(min_length=1)
    date: date
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_twice("question", [one.id for one in self.questions])
        return self

    def of(self, id: str) -> Question | None:
        return next((one for one in self.questions if one.id == id), None)


def load_questions(path: Path, catalogue: Catalogue) -> Questions:
    """The questions of a file, which must be those that the catalogue counts. Raises CatalogueError."""
    found = read(path, Questions)
    counted = {name for one in catalogue.requirements for name in one.questions}
    asked = {one.id for one in found.questions}
    if strange := sorted(asked ^ counted):
        missing = "the catalogue counts it" if strange[0] in counted else "no requirement counts it"
        raise CatalogueError(
            f"{path}: the question {strange[0]!r} is not in both ({missing}); name it in both."
        )
    return found
