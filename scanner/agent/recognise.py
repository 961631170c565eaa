"""From evidence to what a machine is: maker, product, version, role. The rules are data."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scanner.agent.rules import ContradictionRule, Rules, rules
from scanner.model import Answer, Contradiction, Evidence, Identification, Service, ServiceSeen, Zone

FIELDS = ("vendor", "product", "model", "order_number", "version", "serial", "name")


def identifications(
    evidence: Iterable[Evidence], maker: str, known: Rules | None = None
) -> list[Identification]:
    """Everything that the evidence of one asset says about it, the surest first."""
    known = known or rules()
    heard = [one for one in evidence if one.answer is Answer.HEARD]
    found = [item for one in heard for item in (*_identity(one, known), *_role(one, known))]
    found += _by_maker(maker, known)
    return sorted(found, key=lambda item: -item.confidence)


def best(found: Iterable[Identification], field: str) -> str:
    """The surest value of a field; empty when nothing says it."""
    return next((item.value for item in found if item.field == field), "")


def version_told(found: Sequence[Identification]) -> str:
    """The surest version of the machine itself; empty when nothing says it.

    One that was told together with another order number is that of a module: a controller's Ethernet module
    tells its own, while the controller behind it tells none.
    """
    mine = best(found, "order_number")
    numbers = [item for item in found if item.field == "order_number"]
    modules = {item.evidence for item in numbers if not _alike(item.value, mine)}
    return best((item for item in found if item.evidence not in modules), "version")


def level(role: str, zone: Zone, known: Rules | None = None) -> str:
    """The level in the Purdue model (ISA-95) of such a machine in such a zone; empty where that can't be told."""
    fitting = (rule for rule in (known or rules()).level if role in rule.roles)
    return next((rule.level for rule in fitting if not rule.zones or zone in rule.zones), "")


def contradictions(found: Iterable[Identification], known: Rules | None = None) -> tuple[Contradiction, ...]:
    """Where sure sources say different things of one field; each value as its surest source has it.

    The maker of a network card is no such source: any machine may have any card.
    """
    known, told = known or rules(), list(found)
    disputes = (_dispute(rule, told, known) for rule in known.contradiction)
    return tuple(dispute for dispute in disputes if len(dispute.said) > 1)


def _dispute(rule: ContradictionRule, told: Iterable[Identification], known: Rules) -> Contradiction:
    """The different values of one field. Of each piece of evidence the surest counts: it does not contradict itself."""
    first: dict[str, Identification] = {}
    for one in told:  # the surest come first
        if one.field == rule.field and one.evidence and one.confidence >= rule.confidence:
            first.setdefault(one.evidence, one)
    said: list[Identification] = []
    for one in first.values():
        if not any(_same(one, other, known) for other in said):
            said.append(one)
    return Contradiction(field=rule.field, said=tuple(said))


def _same(one: Identification, other: Identification, known: Rules) -> bool:
    """One is part of the other, in letters and digits alone, or both hold words that mean the same."""
    if _alike(one.value, other.value):
        return True
    mine, its = _letters(one.value), _letters(other.value)
    return any(
        rule.field == one.field and all(any(word in text for word in rule.words) for text in (mine, its))
        for rule in known.same
    )


def _alike(one: str, other: str) -> bool:
    mine, its = _letters(one), _letters(other)
    return mine in its or its in mine


def _letters(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


def services(evidence: Iterable[Evidence], known: Rules | None = None) -> tuple[ServiceSeen, ...]:
    """What answered where, one row a service; a named protocol beats a bare open port."""
    known_rules = known or rules()
    seen: dict[str, ServiceSeen] = {}
    for one in evidence:
        if one.answer is Answer.HEARD and one.service is not None:
            row, before = _service(one, one.service, known_rules), seen.get(str(one.service))
            if before is None or _telling(row) > _telling(before):
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


def _identity(evidence: Evidence, known: Rules) -> Iterator[Identification]:
    values = _values(evidence)
    for rule in known.identity:
        if evidence.fact is None or rule.fact != evidence.fact.kind or not _holds(rule.when, values):
            continue
        for field in FIELDS:
            if value := _text(values, getattr(rule, field)):
                yield _found(field, value, evidence.id, rule.confidence)
        if rule.vendor_is:
            yield _found("vendor", rule.vendor_is, evidence.id, rule.confidence)


def _role(evidence: Evidence, known: Rules) -> Iterator[Identification]:
    values = _values(evidence)
    for rule in known.role:
        if evidence.fact is not None and rule.fact == evidence.fact.kind and _holds(rule.patterns, values):
            yield _found("role", rule.role, evidence.id, rule.confidence)


def _by_maker(maker: str, known: Rules) -> Iterator[Identification]:
    """The role that a maker's machines have. No vendor: a network card's maker need not be the machine's."""
    for rule in known.maker:
        if any(word in maker.lower() for word in rule.words):
            yield _found("role", rule.role, "", rule.confidence)


def _found(field: str, value: str, evidence: str, confidence: float) -> Identification:
    return Identification(field=field, value=value, evidence=evidence, confidence=confidence)


def _service(evidence: Evidence, service: Service, known: Rules) -> ServiceSeen:
    values = _values(evidence)
    for rule in known.service:
        if evidence.fact is not None and rule.fact == evidence.fact.kind:
            return ServiceSeen(
                service=service, protocol=rule.protocol, product=_text(values, rule.product),
                version=rule.version_is or _text(values, rule.version),
            )  # fmt: skip
    return ServiceSeen(service=service)
