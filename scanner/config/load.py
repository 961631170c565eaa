"""Reads config.toml and the few `VAGLIO_…` variables that may stand in for it.

The variables are a short list of names, not pydantic-settings: what may be scanned and how fast
must be read in one file that a person signed for, so only where things are kept, the language and
the names of sensor and company can come from the environment.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scanner.config.lines import line_of, lines_of
from scanner.config.models import Config
from scanner.config.places import default_file
from scanner.config.sentences import ConfigError, full_path, sentence

MOST_BYTES = 1_000_000
VARIABLES: dict[tuple[str, ...], str] = {
    ("language",): "VAGLIO_LANGUAGE",
    ("store",): "VAGLIO_STORE",
    ("sensor",): "VAGLIO_SENSOR",
    ("report", "folder"): "VAGLIO_REPORT_FOLDER",
    ("report", "language"): "VAGLIO_REPORT_LANGUAGE",
    ("report", "company"): "VAGLIO_REPORT_COMPANY",
    ("feeds", "folder"): "VAGLIO_FEEDS_FOLDER",
    ("engagements",): "VAGLIO_ENGAGEMENTS",
}
"""Which variable stands in for which key."""
FILE_VARIABLE = "VAGLIO_CONFIG"
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The file that is read when none is named: `VAGLIO_CONFIG`, else the usual place."""
    named = environment.get(FILE_VARIABLE)
    return Path(named) if named else default_file()


def load(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Config:
    """Reads and checks a config file; raises ConfigError with a sentence for each problem."""
    path = file or config_file(environment)
    return parse(_text(path), path.name, path.parent, environment)


def defaults(environment: Mapping[str, str] = os.environ) -> Config:
    """The config of someone who has no file (a one-off audit): no segments, the usual places."""
    return parse("", "the environment", Path(), environment)


def parse(text: str, name: str, folder: Path, environment: Mapping[str, str]) -> Config:
    """Checks the text of a config. Problems call it `name`; relative paths start at `folder`."""
    tables = _tables(text, name)
    variables = {path: name for path, name in VARIABLES.items() if environment.get(name)}
    for path, variable in variables.items():
        _put(tables, path, environment[variable])
    try:
        return Config.model_validate(tables, context={"folder": folder})
    except ValidationError as error:
        raise _told(error, text, name, variables) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path} does not exist; `vaglio config init` writes one to start from.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{path} is larger than {MOST_BYTES:,} bytes; a config is a short text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path.name}, line {line}: save the file as UTF-8 text.") from None


def _tables(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(str(error), text, name)) from None
    except RecursionError:
        raise ConfigError(f"{name}: the lists or tables stand too deep inside each other.") from None


def _syntax(message: str, text: str, name: str) -> str:
    place = _POSITION.search(message)
    what = _POSITION.sub("", message)
    if place and place[1]:
        where = f"line {place[1]}, column {place[2]}"
    else:
        where = f"line {max(len(text.splitlines()), 1)}, at the end"
    return f"{name}, {where}: this is not TOML ({what[:1].lower() + what[1:]})."


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    try:
        return lines_of(text)
    except RecursionError:
        return {(): 1}  # so deep that only the parser came through: the problem is told without its line


def _put(tables: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    level = tables
    for part in path[:-1]:
        level = level.setdefault(part, {})
        if not isinstance(level, dict):
            return  # the file itself is wrong there, and is told so
    level[path[-1]] = value


def _told(
    error: ValidationError, text: str, name: str, variables: Mapping[tuple[str, ...], str]
) -> ConfigError:
    lines = _lines(text)
    told = []
    problems = {full_path(each): each for each in error.errors(include_url=False)}
    for path, each in problems.items():
        if any(other[: len(path)] == path for other in problems if other != path):
            continue  # a list is "too short" only because its entry was refused: the entry is told
        line = line_of(lines, path)
        variable = variables.get(tuple(str(part) for part in path))
        place = f"The variable {variable}" if variable else f"{name}, line {line}"
        told.append((0 if variable else line, f"{place}: {sentence(each, Config)}"))
    return ConfigError(*(words for _, words in sorted(told, key=lambda each: each[0])))
