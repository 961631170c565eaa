"""A store, and a check of our own beside the real requirement catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.packs import Catalogue, load_checks
from scanner.store import Store
from tests.scanner.agent.things import a_check, catalogue, greets


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/vaglio.db") as opened:
        yield opened


@pytest.fixture(scope="session")
def checks() -> Catalogue:
    return replace(catalogue(a_check(greets)), packs=load_checks().packs)
