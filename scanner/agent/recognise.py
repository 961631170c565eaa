"""From evidence to what a machine is: maker, product, version, role. The rules are data."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from scanner.model import Answer, Evidence, Identification, Record, Service, ServiceSeen

FIELDS = ("vendor", "product", "model", "order_number", "version", "serial", "name")


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


class Rules(Record):
    """All rules, as the file has them."""

    identity: tuple[IdentityRule, ...]
    service: tuple[ServiceRule, ...]
    role: tuple[RoleRule, ...]
    maker: tuple[MakerRule, ...]


@cache
def rules() -> Rules:
    """The rules that the program came with. Raises RulesError."""
    return read_rules(files("scanner.agent").joinpath("recognise.toml").read_text("utf-8"))


def read_rules(text: str) -> Rules:
    """Reads rules. Raises RulesError, which names the first rule that is wrong."""
    try:
        return Rules.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"recognise.toml is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        kind, *rest = first["loc"]
        place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in rest)
        raise RulesError(f"recognise.toml, [[{kind}]] {place}: {first['msg']}") from None


def identifications(evidence: Iterable[Evidence], maker: str) -> list[Identification]:
    """Everything that the evidence of one asset says about it, the surest first."""
    heard = [one for one in evidence if one.answer is Answer.HEARD]
    found = [item for one in heard for item in (*_identity(one), *_role(one))]
    found += _by_maker(maker)
    return sorted(found, key=lambda item: -item.confidence)


def best(found: Iterable[Identification], field: str) -> str:
    """The surest value of a field; empty when nothing says it."""
    return next((item.value for item in found if item.field == field), "")


def services(evidence: Iterable[Evidence]) -> tuple[ServiceSeen, ...]:
    """What answered where, one row a service; a named protocol beats a bare open port."""
    seen: dict[str, ServiceSeen] = {}
    for one in evidence:
        if one.answer is Answer.HEARD and one.service is not None:
            row, known = _service(one, one.service), seen.get(str(one.service))
            if known is None or _telling(row) > _telling(known):
                seen[str(one.service)] = row
    return tuple(sorted(seen.values(), key=lambda row: (row.service.transport, row.service.port)))


def _telling(row: ServiceSeen) -> tuple[bool, bool]:
    # TLS is only the wrapping: what speaks inside names the service.
    return bool(row.protocol) and row.protocol != "tls", bool(row.product)


def _values(evidence: Evidence) -> dict[str, Any]:
    fact = evidence.fact
    if fact is None:
        return {}
    values = {name: getattr(fact, name) for name in type(fact).model_fields}
    return values | dict(values.get("details") or {})


def _text(values: dict[str, Any], names: str) -> str:
    """The first filled field of "a|b"; of a tuple, its first item."""
    for name in filter(None, names.split("|")):
        value = values.get(name)
        if isinstance(value, tuple):
            value = value[0] if value else ""
        if value not in (None, ""):
            return str(value)
    return ""


def _holds(patterns: dict[str, str], values: dict[str, Any]) -> bool:
    return all(re.search(p, str(values.get(name) or ""), re.IGNORECASE) for name, p in patterns.items())


def _identity(evidence: Evidence) -> Iterator[Identification]:
    values = _values(evidence)
    for rule in rules().identity:
        if evidence.fact is None or rule.fact != evidence.fact.kind or not _holds(rule.when, values):
            continue
        for field in FIELDS:
            if value := _text(values, getattr(rule, field)):
                yield _found(field, value, evidence.id, rule.confidence)
        if rule.vendor_is:
            yield _found("vendor", rule.vendor_is, evidence.id, rule.confidence)


def _role(evidence: Evidence) -> Iterator[Identification]:
    values = _values(evidence)
    for rule in rules().role:
        if evidence.fact is not None and rule.fact == evidence.fact.kind and _holds(rule.patterns, values):
            yield _found("role", rule.role, evidence.id, rule.confidence)


def _by_maker(maker: str) -> Iterator[Identification]:
    if maker:
        yield _found("vendor", maker, "", 0.2)
    for rule in rules().maker:
        if any(word in maker.lower() for word in rule.words):
            yield _found("role", rule.role, "", rule.confidence)


def _found(field: str, value: str, evidence: str, confidence: float) -> Identification:
    return Identification(field=field, value=value, evidence=evidence, confidence=confidence)


def _service(evidence: Evidence, service: Service) -> ServiceSeen:
    values = _values(evidence)
    for rule in rules().service:
        if evidence.fact is not None and rule.fact == evidence.fact.kind:
            return ServiceSeen(
                service=service, protocol=rule.protocol, product=_text(values, rule.product),
                version=rule.version_is or _text(values, rule.version),
            )  # fmt: skip
    return ServiceSeen(service=service)
