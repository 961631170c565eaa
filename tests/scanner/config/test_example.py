"""The example holds every key of the config, and nothing else."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from scanner.config import Config
from scanner.model import ZONE_PACE, Zone
from tests.scanner.config.texts import read

EXAMPLE = (Path(__file__).parents[3] / "config.example.toml").read_text()
SWITCHED_OFF = re.compile(r"^# (?=\w+ = |\[)", re.MULTILINE)
ALL_ON = SWITCHED_OFF.sub("", EXAMPLE)
OTHERWISE = "# or: "
"""Before a key that can't stand beside the one above it."""


def _models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for inner in get_args(kind) for model in _models(inner)]


def _fields(model: type[BaseModel], path: str = "") -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        below = _models(field.annotation)
        inner = {key for one in below for key in _fields(one, f"{path}{name}.")}
        found |= inner or {path + name}
    return found


def _keys(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {name for key, below in value.items() for name in _keys(below, f"{path}.{key}")}
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return {name for each in value for name in _keys(each, path)}
    return {path.removeprefix(".")}


def test_the_example_loads() -> None:
    config = read(EXAMPLE)
    assert [segment.zone for segment in config.segments] == [Zone.OT]


def test_it_loads_with_everything_switched_on() -> None:
    # Logins are allowed in the zone it alone, the test of the way out in the others alone.
    config = read(ALL_ON.replace('zone = "ot"', 'zone = "it"').replace("\negress_test", "\n# egress_test"))
    assert config.segments[0].expected
    assert config.segments[0].logins
    assert config.segments[0].quiet


def test_every_key_is_in_it_and_nothing_else() -> None:
    assert _keys(tomllib.loads(ALL_ON.replace(OTHERWISE, ""))) == _fields(Config)


def test_every_block_begins_with_an_explanation() -> None:
    blocks = [re.sub(r"^\[.*\]\n", "", block) for block in re.split(r"\n\s*\n", EXAMPLE)]
    without = [block for block in blocks if not SWITCHED_OFF.sub("", block.lstrip()).startswith("#")]
    assert without == []


def test_the_pace_that_it_shows_is_the_zones() -> None:
    pace = tomllib.loads(ALL_ON)["segments"][0]["pace"]
    assert {name: pace[name] for name in pace if name != "acknowledge"} == ZONE_PACE[Zone.OT].model_dump()


def test_no_line_is_too_long_for_a_terminal() -> None:
    assert max(map(len, EXAMPLE.splitlines())) <= 110
