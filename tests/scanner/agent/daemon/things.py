"""Segments, configurations, tasks, scans that were cut short, and a clock that is set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from scanner.agent.daemon.agent import Agent
from scanner.agent.daemon.task import Result, Task
from scanner.config import Config, Segment, parse, to_order
from scanner.evidence import FtpGreeting
from scanner.store import Store
from tests.scanner.agent.things import heard, said
from tests.scanner.store.things import NOBODY

ROME = ZoneInfo("Europe/Rome")
HERE = "127.0.50.1"

SEGMENT = """
[[segments]]
name = "{name}"
networks = ["127.0.50.0/30"]
zone = "it"
timezone = "Europe/Rome"
listen_seconds = 0
[segments.authorisation]
who = "M. Rossi"
when = 2026-01-15
"""


def config(home: Path, *schedules: str, top: str = "") -> Config:
    """One segment a text, called s0, s1, …; the text follows its authorisation."""
    blocks = "".join(SEGMENT.format(name=f"s{n}") + text for n, text in enumerate(schedules))
    head = f'store = "sqlite:///{home}/vaglio.db"\n{top}\n[report]\nfolder = "{home}/reports"\n'
    return parse(f'{head}[feeds]\nfolder = "{home}/feeds"\n{blocks}', "config.toml", home, {})


def segment(text: str = "") -> Segment:
    return config(Path("/nowhere"), text).segments[0]


def rome(*parts: int, fold: int = 0) -> datetime:
    """A moment as the clock on a wall in Rome shows it."""
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=ROME).astimezone(UTC)


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **length: float) -> datetime:
        self.moment += timedelta(**length)
        return self.moment


@dataclass
class StandIn:
    """A worker of no process: it runs until it is told how it ended."""

    task: Task
    stopping: str = ""
    ended: Result | None = None
    pid: int = 0

    def begin(self) -> None:
        """Nothing to start."""

    def leave(self, why: str) -> None:
        self.stopping = self.stopping or why

    def kill(self) -> None:
        self.ended = Result(outcome="failed", reason="the worker was ended by the signal 9", again=True)

    def wait(self, seconds: float) -> bool:
        return self.ended is not None

    def result(self) -> Result | None:
        return self.ended


@dataclass
class Begun:
    """All stand-ins that were begun for segments, in that order; other workers end at once."""

    runs: list[StandIn] = field(default_factory=list)

    def __call__(self, task: Task) -> StandIn:
        run = StandIn(task)
        if task.kind == "examine":
            self.runs.append(run)
        else:
            run.ended = Result(outcome="done")
        return run

    @property
    def names(self) -> Sequence[str]:
        return [run.task.segment for run in self.runs]


def ends(agent: Agent, run: StandIn, result: Result) -> None:
    """The worker ends so, and the agent hears of it."""
    run.ended = result
    agent.tick()


def task(settings: Config, **more: str) -> Task:
    """Has the first segment examined."""
    return Task.model_validate({"kind": "examine", "config": settings, "segment": "s0"} | more)


def cut_short(store: Store, settings: Config, scan: str = "old", status: str = "running") -> None:
    """A scan of a process that is gone, with one piece of evidence."""
    ledger = str(Path(settings.store.removeprefix("sqlite:///")).parent / "ledgers" / f"{scan}.jsonl")
    store.begin_scan(to_order(settings, settings.segments[0], scan, ledger=ledger), NOBODY)
    store.add_messages(scan, said(heard(FtpGreeting(banner="a"), asset=HERE)), 0)
    if status == "judging":
        store.finish_scan(scan, complete=True)
