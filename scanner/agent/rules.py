"""The rules by which machines are recognised: those of the program, and those that a technician adds."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from scanner.model import Record, Zone
from scanner.packs import RULES


class RulesError(ValueError):
    """A rule that is not one; the message is one sentence with the place."""


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression ({error})") from None
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]


class IdentityRule(Record):
    fact: str
    when: dict[str, Pattern] = Field(default_factory=dict)
    vendor: str = ""
    product: str = ""
    model: str = ""
    order_number: str = ""
    version: str = ""
    serial: str = ""
    name: str = ""
    vendor_is: str = ""
    confidence: float = Field(ge=0, le=1)


class ServiceRule(Record):
    fact: str
    protocol: str
    product: str = ""
    version: str = ""
    version_is: str = ""


class RoleRule(Record):
    role: str
    fact: str
    patterns: dict[str, Pattern] = Field(default_factory=dict)
    confidence: float = Field(ge=0, le=1)


class MakerRule(Record):
    role: str
    words: tuple[str, ...]
    confidence: float = Field(ge=0, le=1)


class LevelRule(Record):
    level: str = Field(pattern=r"^(0|1|2|3|3\.5|4|5)$")
    roles: tuple[str, ...]
    zones: tuple[Zone, ...] = ()


class ContradictionRule(Record):
    field: str
    confidence: float = Field(ge=0, le=1)


class SameRule(Record):
    field: str
    words: tuple[str, ...]


class Rules(Record):
    """All rules, as the files have them. Where the first rule that fits counts, that of the own files comes first."""

    identity: tuple[IdentityRule, ...]
    service: tuple[ServiceRule, ...]
    role: tuple[RoleRule, ...]
    maker: tuple[MakerRule, ...]
    level: tuple[LevelRule, ...] = ()
    contradiction: tuple[ContradictionRule, ...] = ()
    same: tuple[SameRule, ...] = ()

    def behind(self, own: "Rules") -> "Rules":
        """These rules with `own` before them."""
        return Rules(**{name: getattr(own, name) + getattr(self, name) for name in type(self).model_fields})


@cache
def rules(folders: tuple[Path, ...] = ()) -> Rules:
    """The rules that the program came with, and before them those in a `recognise.toml` of these folders.

    Raises RulesError.
    """
    found = read_rules(files("scanner.agent").joinpath(RULES).read_text("utf-8"))
    for path in (folder / RULES for folder in reversed(folders)):
        if path.is_file():
            found = found.behind(_own_rules(path))
    return found


def _own_rules(path: Path) -> Rules:
    """A file of a technician's own need not have every kind of rule."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path} can't be read ({error}): mend it or take it out") from None
    return read_rules(text, str(path), dict.fromkeys(("identity", "service", "role", "maker"), ()))


def read_rules(text: str, name: str = RULES, without: dict[str, tuple[()]] | None = None) -> Rules:
    """Reads rules; `without` stands for kinds that are not there. Raises RulesError with the first wrong place."""
    try:
        return Rules.model_validate((without or {}) | tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name} is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        kind, *rest = first["loc"]
        place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in rest)
        raise RulesError(f"{name}, [[{kind}]] {place}: {first['msg']}") from None
