"""A fresh store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "vaglio.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{file}") as opened:
        yield opened
