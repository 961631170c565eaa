"""Reads data files that people write: every fault is one sentence with its file and place."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from scanner.model import Record

R = TypeVar("R", bound=Record)


class CatalogueError(Exception):
    """A catalogue can't be used; the text names the file, the place and the cure."""


def read(path: Path, kind: type[R]) -> R:
    """A record from a TOML file. Raises CatalogueError with one sentence if it can't be used."""
    try:
        with path.open("rb") as file:
            return kind.model_validate(tomllib.load(file))
    except OSError as error:
        raise CatalogueError(f"{path}: can't be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: is not valid TOML ({error}).") from error
    except ValidationError as error:
        raise CatalogueError(f"{path}: {_first_reason(error)}.") from error


def refuse_twice(what: str, names: list[str]) -> None:
    """Raises ValueError where a name is there more than once."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the {what} {twice[0]!r} is there twice; keep one")


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    place = _place(first["loc"])
    return f"{place}: {reason[:1].lower()}{reason[1:]}" if place else reason


def _place(steps: Iterable[int | str]) -> str:
    """("requirements", 3, "weight") as a person would say it: "requirements, entry 4, weight"."""
    return ", ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in steps)
