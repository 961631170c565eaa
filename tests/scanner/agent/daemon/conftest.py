"""An agent with stand-ins for workers and a clock that is set by hand."""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from scanner.agent.daemon.agent import Agent
from scanner.config import Config
from scanner.store import Store
from tests.scanner.agent.daemon.things import Begun, Clock, rome

Make = Callable[[Config], Agent]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Monday, 23 November 2026, 12:00 in Rome; the scheduler's library reads it too."""
    made = Clock(rome(2026, 11, 23, 12))

    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return made.moment.astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Shown)
    return made


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Begun:
    made = Begun()
    monkeypatch.setattr("scanner.agent.daemon.crew.Run", made)
    return made


@pytest.fixture
def make(clock: Clock, begun: Begun) -> Iterator[Make]:
    """Agents on the database that a configuration names; all are closed in the end."""
    stores = []

    def made(config: Config) -> Agent:
        stores.append(Store.open(config.store))
        return Agent(stores[-1], config, clock)

    yield made
    for store in stores:
        store.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path
