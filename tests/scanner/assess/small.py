"""A small world for tests: two requirements, a few checks, and findings about numbered assets."""

from datetime import date
from typing import Any

from scanner.model import Asset, CheckCard, Finding, Outcome, Service, Severity, Text
from scanner.requirements import Catalogue, Requirement, Theme

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN

CATALOGUE = Catalogue(
    name="Small", version="1", date=date(2026, 1, 1), themes=(Theme(id="t", title="Theme"),),
    requirements=(
        Requirement(id="R1", theme="t", weight=60, title="One", explanation="One."),
        Requirement(
            id="R2", theme="t", weight=40, title="Two", explanation="Two.", questions=("q1", "q2"), asked=0.5
        ),
    ),
)  # fmt: skip


def card(name: str, links: dict[str, str] | None = None, **changes: Any) -> CheckCard:
    fields: dict[str, Any] = {
        "id": name, "version": "1", "origin": "test", "title": name, "why": "why", "what_to_do": "do",
        "who": "it", "effort": "hours", "cost": "none", "stops_production": "no", "message": "",
        "recheck": "", "severity": Severity.MEDIUM, "praise": f"{name} is well.",
        "requirements": links or {"R1": "evidence"},
    }  # fmt: skip
    return CheckCard.model_validate(fields | changes)


def finding(of: CheckCard, asset: str | None, outcome: Outcome, port: int = 1, **changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "check": of.id, "check_version": "1", "origin": "test", "asset": asset, "outcome": outcome,
        "service": None if asset is None else Service(transport="tcp", port=port), "severity": of.severity,
        "why": Text.of("Because."), "requirements": of.requirements, "stop": of.stop,
    }  # fmt: skip
    return Finding.model_validate(fields | changes)


def assets(*names: str) -> list[Asset]:
    """Assets whose address is their id, so that a list of expected assets is a list of ids."""
    return [Asset(id=name, addresses=(name,)) for name in names]


EVIDENCE = card("plain")
HINT = card("hint", {"R1": "hint"})
AGAINST = card("against", {"R1": "contradiction"})
STOP = card("stop", {"R1": "evidence", "R2": "hint"}, stop=True, severity=Severity.HIGH, weight=3)
SEGMENT = card("segment", {"R1": "evidence", "R2": "evidence"}, weight=2)
CARDS = [EVIDENCE, HINT, AGAINST, STOP, SEGMENT]
