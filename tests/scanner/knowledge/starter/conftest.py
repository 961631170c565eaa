"""All rows of the catalogue, read once, and the documents beside the checkout."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.knowledge.facts import Row
from scanner.knowledge.starter import rows
from scanner.knowledge.starter.reading import Statement, statements

FEEDS = Path(__file__).resolve().parents[4].parent / "shared" / "feeds"


@pytest.fixture(scope="session")
def all_rows() -> tuple[Row, ...]:
    return tuple(rows())


@pytest.fixture(scope="session")
def told() -> tuple[Statement, ...]:
    return tuple(statements())


@pytest.fixture(scope="session")
def present() -> Callable[[str], Path]:
    """The path of one of the documents; the test is left out where it is absent."""

    def find(name: str) -> Path:
        path = FEEDS / name
        if not path.is_file():
            pytest.skip(f"{name} is not beside the checkout")
        return path

    return find
