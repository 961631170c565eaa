"""A plug-in for pytest: writes down which outcomes each check has given while its tests ran."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from scanner.model import Fact, Verdict
from scanner.plugin import Check

PLACE = "VAGLIO_SEEN_OUTCOMES"
SEEN: dict[str, set[str]] = {}


def pytest_sessionstart() -> None:
    call = Check.__call__

    def noted(check: Check[Any], fact: Fact) -> Verdict:
        verdict = call(check, fact)
        SEEN.setdefault(check.id, set()).add(verdict.outcome.value)
        return verdict

    pytest.MonkeyPatch().setattr(Check, "__call__", noted)


def pytest_sessionfinish() -> None:
    told = {name: sorted(outcomes) for name, outcomes in SEEN.items()}
    Path(os.environ[PLACE]).write_text(json.dumps(told), encoding="utf-8")
