"""Turns what the parsers complain about into sentences that name the place and the cure."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from scanner.config.faults import FAULT

Path = tuple[str | int, ...]

_WANTED = {
    "int": "a whole number without quotes",
    "float": "a number without quotes",
    "bool": "true or false, without quotes",
    "string": "a text in quotes",
    "path": "a text in quotes",
    "tuple": "a list in square brackets",
    "model": "a table of its own",
    "dict": "a table of its own",
    "date": 'a date such as "2026-03-31"',
    "time": 'a time such as "06:30"',
}


class ConfigError(ValueError):
    """The config cannot be used. `str()` is the first problem; `sentences` holds all, each with its cure."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong with one key, without its place; `model` is what the whole file should be."""
    path, context = _path(error), error.get("ctx", {})
    kind = error["type"]
    if kind == FAULT:
        return _named(_name(path), context["sentence"])
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "missing":
        return _missing(path, model)
    if kind in {"enum", "literal_error"}:
        return _not_a_choice(path, error["input"], model)
    return f"{_name(path)} is {shown(error['input'])}; allowed: {_wanted(kind, context, error['msg'])}."


def full_path(error: ErrorDetails) -> Path:
    """Where the error is, the way that a validator added (`fault`) included."""
    return _path(error)


def _path(error: ErrorDetails) -> Path:
    below: Path = tuple(error.get("ctx", {}).get("below", ()))
    return (*error["loc"], *below)


def _name(path: Path) -> str:
    keys = [part for part in path if isinstance(part, str)]
    return f'"{keys[-1]}"' if keys else "The file"


def _named(name: str, words: str) -> str:
    stop = "" if words.endswith((".", "?")) else "."
    return f"{name} {words}{stop}" if words[0].isalpha() else f"{name}: {words}{stop}"


def _unknown_key(path: Path, model: type[BaseModel]) -> str:
    allowed = sorted(_keys(path[:-1], model))
    return f"{_name(path)} is not known here; allowed: {', '.join(allowed)}.{did_you_mean(path[-1], allowed)}"


def _missing(path: Path, model: type[BaseModel]) -> str:
    around = _name(path[:-1]) if len(path) > 1 else "the file"
    choices = _choices(path, model)
    allowed = f"; allowed: {', '.join(choices)}" if choices else ""
    return f"{_name(path)} is missing in {around}{allowed}."


def _not_a_choice(path: Path, value: Any, model: type[BaseModel]) -> str:
    choices = _choices(path, model)
    said = f"{_name(path)} is {shown(value)}; allowed: {', '.join(choices)}."
    return said + did_you_mean(value, choices)


def did_you_mean(value: Any, allowed: list[str]) -> str:
    """The nearest allowed spelling as a question, or nothing."""
    near = get_close_matches(str(value).lower(), allowed, 1)
    return f' Did you mean "{near[0]}"?' if near else ""


def shown(value: Any) -> str:
    """A value as it would stand in the file, shortened, with nothing that a terminal would obey."""
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=not str(value).isprintable(), default=str)
    return text if len(text) <= 60 else text[:57] + '..."'


def _wanted(kind: str, context: Mapping[str, Any], message: str) -> str:
    limits: dict[str, Callable[[], str]] = {
        "greater_than": lambda: f"more than {context['gt']:g}",
        "greater_than_equal": lambda: f"at least {context['ge']:g}",
        "less_than": lambda: f"less than {context['lt']:g}",
        "less_than_equal": lambda: f"at most {context['le']:g}",
        "string_too_short": lambda: "a text that is not empty",
        "string_too_long": lambda: f"at most {context['max_length']} characters",
        "string_pattern_mismatch": lambda: "a short name without blanks at its ends",
        "too_short": lambda: "a list with at least one entry",
        "finite_number": lambda: "a number",
    }
    if kind in limits:
        return limits[kind]()
    return _WANTED.get(kind.partition("_")[0], message)


def _keys(path: Path, model: type[BaseModel]) -> list[str]:
    """The keys that are allowed in the table at `path`."""
    return [key for each in _types(path, model) if issubclass(each, BaseModel) for key in each.model_fields]


def _choices(path: Path, model: type[BaseModel]) -> list[str]:
    """The values that are allowed at `path`, where they can be listed."""
    literals = [kind for kind in _hints(path, model) if get_origin(kind) is Literal]
    found = [str(value) for kind in literals for value in get_args(kind)]
    enums = [each for each in _types(path, model) if issubclass(each, Enum)]
    return found + [str(member.value) for each in enums for member in each]


def _types(path: Path, model: type[BaseModel]) -> list[type]:
    return [each for each in _hints(path, model) if isinstance(each, type) and get_origin(each) is None]


def _hints(path: Path, model: type[BaseModel]) -> list[Any]:
    """The types that may stand at `path`, found by walking down the models."""
    level: list[Any] = [model]
    for part in path:
        level = [kind for each in level for below in _below(each, part) for kind in _bare(below)]
    return level


def _below(kind: Any, part: str | int) -> list[Any]:
    if isinstance(part, int):
        return [each for each in get_args(kind) if each is not Ellipsis]
    if isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
        return [kind.model_fields[part].annotation]
    return []


def _bare(kind: Any) -> Iterator[Any]:
    """Takes off `Annotated` and opens unions."""
    if get_origin(kind) is Annotated:
        yield from _bare(get_args(kind)[0])
    elif get_origin(kind) in {Union, UnionType}:
        for each in get_args(kind):
            yield from _bare(each)
    else:
        yield kind
