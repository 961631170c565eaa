"""Small audits with news in them, a store that holds them, and targets."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scanner.agent.delivery import happened
from scanner.agent.delivery.letter import Letter
from scanner.config import Config, defaults
from scanner.config.delivery import Delivery
from scanner.model import Asset, Audit, Authorisation, Finding, Outcome, Score, Severity, Text, Zone
from scanner.store import Store
from tests.scanner.store.things import order

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOSTILE = 'press\r\n<13>1 - evil\x00|="]\\x\u202e' + "A" * 500
PRESS = Asset(id="a", addresses=("10.0.0.1",), names=("press",))
LATHE = Asset(id="b", addresses=("10.0.0.2",), names=("lathe",))
WEB = ("critical", "new_device", "score_fell", "incomplete", "knowledge_stale", "always")


def gap(
    asset: str | None = "a", severity: Severity = Severity.CRITICAL, outcome: Outcome = Outcome.NOT_MET
) -> Finding:
    return Finding(
        check="screen-open", check_version="1", origin="vaglio", asset=asset, outcome=outcome, severity=severity,
        why=Text.of("Anybody may operate it."),
    )  # fmt: skip


def an_audit(scan: str = "s1", *findings: Finding, day: int = 0, lo: float = 0.5, **more: Any) -> Audit:
    """An audit of the segment hall, `day` days after the first."""
    moment = AT + timedelta(days=day)
    fields: dict[str, Any] = {
        "scan": scan, "product_version": "1", "segment": "hall", "networks": ("10.0.0.0/24",), "zone": Zone.OT,
        "sensor": "local", "authorisation": Authorisation(who="Anna", when=AT.date()), "started": moment,
        "ended": moment + timedelta(minutes=9), "complete": True, "catalogue": "Small 1", "assets": (PRESS,),
        "findings": findings, "score": Score(lo=lo, hi=0.9, coverage=1),
    }  # fmt: skip
    return Audit.model_validate(fields | more)


def kept(store: Store, audit: Audit) -> Audit:
    """The audit as one of the store's."""
    store.begin_scan(order(audit.scan, audit.segment), os.getpid())
    store.publish(audit)
    return audit


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{folder}/vaglio.db") as store:
        yield store


def configured(**targets: list[dict[str, Any]] | Any) -> Config:
    """A configuration with these targets and nothing else."""
    return defaults({}).model_copy(update={"delivery": Delivery.model_validate(targets)})


def letter(audit: Audit, previous: Audit | None = None, **more: Any) -> Letter:
    events = happened(audit, previous, frozenset())
    return Letter("0123456789abcdef", AT, audit, events, **more)


def secret(folder: Path, text: str, name: str = "secret") -> dict[str, str]:
    """A file that holds a secret, as a configuration names it."""
    file = folder / name
    file.touch(mode=0o600)
    file.write_text(text + "\n")
    return {"file": str(file)}
