"""A connected site with some rows, an air-gapped one without, and a key."""

from pathlib import Path

import pytest

from scanner.knowledge.bundle import export, keygen
from scanner.knowledge.facts import Exploited, Probability, Row
from scanner.knowledge.feeds import Settings, Shelf, rows, updating
from scanner.knowledge.feeds.shelf import READER, Standing
from tests.scanner.knowledge.feeds.conftest import Built

FETCHED = "2026-01-02T03:04:05+00:00"


def stock(settings: Settings, source: str, count: int, fetched: str = FETCHED) -> None:
    """Gives a site rows of a source, as an update would."""
    shelf = Shelf(settings.shelves / source)
    shelf.folder.mkdir(parents=True, exist_ok=True)
    made: list[Row] = [
        Probability(id=f"CVE-2026-{number}", epss=0.5) for number in range(1000, 1000 + count - 1)
    ]
    written = rows.write(shelf.rows_file, [*made, Exploited(id="CVE-2026-1000", added="2026-01-01")])
    shelf.set(Standing(fetched_at=fetched, newest_at="2026-01-01", rows=written.rows, reader=READER,
                       name=f"List {source}", licence="CC0-1.0"))  # fmt: skip


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Built:
    made = Built()
    monkeypatch.setattr(updating, "build", made.build)
    monkeypatch.setattr(updating, "swap", made.swap)
    return made


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "home")
    stock(settings, "kev", 100)
    stock(settings, "epss", 60)
    return settings


@pytest.fixture
def away(tmp_path: Path, built: Built) -> Settings:
    return Settings(tmp_path / "away")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    keygen(tmp_path / "maker.key")
    return tmp_path / "maker.key"


@pytest.fixture
def trust(key: Path) -> list[Path]:
    return [key.with_name("maker.key.pub")]


@pytest.fixture
def bundle(home: Settings, key: Path, tmp_path: Path) -> Path:
    export(home, tmp_path / "knowledge.vaglio", key)
    return tmp_path / "knowledge.vaglio"
