"""The tables of commands: all that a login may run, as data. Nothing else is ever sent."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import Field

from scanner.model import Record


class Command(Record):
    """One read-only command. At most `most_bytes` of its output are read, for at most `seconds`."""

    name: str
    run: str
    why: str
    most_bytes: int = Field(ge=1, le=4_000_000)
    seconds: float = Field(gt=0, le=60)


class Table(Record):
    """All commands for one kind of system."""

    kind: str
    source: str
    command: tuple[Command, ...]

    def named(self, name: str) -> Command:
        """The command of that name; raises KeyError where the table has none."""
        return {one.name: one for one in self.command}[name]


@cache
def table(name: str) -> Table:
    """`linux` or `windows`."""
    text = files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
    return Table.model_validate(tomllib.loads(text))
