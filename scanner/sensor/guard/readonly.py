"""Which requests may leave: each protocol's whole set of allowed messages, as data.

A table is a TOML file in `readonly/`. Its `allow` rules are all that may ever be sent in that
protocol; its `never` rules are examples that the tests hold against it. A rule is either

- `frame`: one token a byte. `2B` that byte, `??` any, `01-F7` a range, `01|02` alternatives,
  `??*4` a token repeated, a last `...` any rest; and where there is a rest, `length` says where
  the message declares its own length, which must be the true one (nothing may ride behind it);
- `text`: a regular expression that the whole message must match, as Latin-1.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from scanner.model import Record
from scanner.plugin import Refused

Matcher = Callable[[bytes], bool]


class LengthField(Record):
    """The message's own length: `size` bytes at `at`, and `plus` bytes that it does not count."""

    at: int = Field(ge=0)
    size: int = Field(ge=1, le=4)
    plus: int = 0
    little: bool = False

    def holds(self, message: bytes) -> bool:
        told = message[self.at : self.at + self.size]
        return int.from_bytes(told, "little" if self.little else "big") + self.plus == len(message)


class Rule(Record):
    """One allowed (or never allowed) message."""

    name: str
    frame: str = ""
    text: str = ""
    length: LengthField | None = None

    @model_validator(mode="after")
    def _one_way_to_match(self) -> Self:
        if bool(self.frame) == bool(self.text):
            raise ValueError(f"the rule {self.name!r} needs either a frame or a text")
        if self.frame.rstrip().endswith("...") and self.length is None:
            raise ValueError(f"the rule {self.name!r} has an open end and no length field")
        _matcher(self.frame, self.text)
        return self

    def matches(self, message: bytes) -> bool:
        fits = _matcher(self.frame, self.text)(message)
        return fits and (self.length is None or self.length.holds(message))


class Table(Record):
    """All that may be said in one protocol."""

    protocol: str
    source: str
    second: str = ""  # who else says so: a dissector, a server, another tool, a capture
    tested: str = ""  # which servers or captures of real devices the requests were shown against
    allow: tuple[Rule, ...] = ()
    never: tuple[Rule, ...] = ()


def _byte(word: str) -> str:
    word, _, times = word.partition("*")
    parts = [part.split("-") for part in word.split("|")]
    ranges = ["-".join(f"\\x{int(end, 16):02x}" for end in part) for part in parts if word != "??"]
    one = f"[{''.join(ranges)}]" if ranges else "."
    return one + (f"{{{int(times)}}}" if times else "")


@cache
def _matcher(pattern: str, text: str) -> Matcher:
    tokens = pattern.split()
    open_end = bool(tokens) and tokens[-1] == "..."
    source = text or "".join(_byte(token) for token in tokens[: -1 if open_end else None])
    compiled = re.compile((source + (".*" if open_end else "")).encode("latin-1"), re.DOTALL)
    return lambda message: compiled.fullmatch(message) is not None


def read_table(text: str) -> Table:
    """A table from TOML text; raises pydantic.ValidationError or tomllib.TOMLDecodeError."""
    return Table.model_validate(tomllib.loads(text))


@cache
def tables() -> dict[str, Table]:
    """Every protocol's table, by protocol."""
    found: Iterable[Table] = (
        read_table(entry.read_text("utf-8"))
        for entry in files(__package__).joinpath("readonly").iterdir()
        if entry.name.endswith(".toml")
    )
    return {table.protocol: table for table in found}


def allowed_request(protocol: str, message: bytes) -> str:
    """The name of the rule that lets `message` out; raises Refused when there is none."""
    table = tables().get(protocol)
    if table is None:
        raise Refused(f"no read-only table for {protocol}")
    for rule in table.allow:
        if rule.matches(message):
            return rule.name
    raise Refused(f"not among the read-only requests of {protocol}: {message[:16].hex(' ')}")
