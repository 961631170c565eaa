"""All that outlives an agent: its database and folders, the machines of its segment, and those who are told."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from checks.known_vulnerabilities import exploited_vulnerability
from checks.vnc_without_password import vnc_without_password
from scanner.agent.daemon.agent import Agent
from scanner.agent.delivery.letter import Letter
from scanner.config import Config
from scanner.evidence import FtpGreeting, S7Identity, VncSecurity
from scanner.model import Asked, Done, Evidence, Heard, Message, ScanOrder, Seen, Touch, now
from scanner.packs import load_checks
from scanner.requirements import frameworks
from scanner.store import Store
from scanner.store.outbox import Outbox
from tests.scanner.agent.daemon.lives import NEVER, Fate, InProcess, Killed
from tests.scanner.agent.daemon.things import Clock, config
from tests.scanner.agent.things import FTP, catalogue, heard, tcp

DAILY = '\n[segments.schedule]\nevery = "1d"\n'
SIEM = """
[[delivery.syslog]]
name = "siem"
when = ["critical", "new_device", "score_fell", "incomplete", "always"]
host = "127.0.0.1"
"""
PRESS, PANEL = "127.0.50.1", "127.0.50.2"
NUMBER = "6ES7999-9XX99-9XX9"
CHECKS = replace(catalogue(vnc_without_password, exploited_vulnerability), packs=load_checks().packs)
CHECKED_BY = ("daemon.worker", "daemon.unfinished", "again", "delivery.rounds")
ROUNDS = 30


def _screen(security: int) -> Evidence:
    return heard(VncSecurity(version="3.8", types=(security,)), tcp(5900), PRESS, "vnc")


WITH_PASSWORD, WITHOUT = _screen(2), _screen(1)
GREETING = heard(FtpGreeting(banner="a"), FTP, PRESS)
CONTROLLER = heard(S7Identity(order_number=NUMBER, firmware="V2.5.3"), tcp(102), PANEL, "s7")


@dataclass
class Site:
    """What answers, and all that was ever asked and told there, whoever lived."""

    fate: Fate
    answers: tuple[Evidence, ...]
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    letters: list[tuple[str, Letter]] = field(default_factory=list)

    def sensor(self, order: ScanOrder) -> "StandInSensor":
        """What stands in for the sensor's process."""
        return StandInSensor(self, order)

    def takes(self, target: Any, letter: Letter) -> None:
        """Stands in for a way out over the network."""
        self.fate.step(f"send to {target.name}")
        self.letters.append((target.name, letter))

    @property
    def asked_twice(self) -> list[tuple[str, Asked]]:
        """Questions that a scan put again."""
        return [one for one, times in Counter(self.asked).items() if times > 1]


@dataclass
class StandInSensor:
    """A sensor that dies with its agent: first the flight recorder, then the question, then the answer."""

    site: Site
    order: ScanOrder
    ended: Done | None = None
    misunderstood: int = 0

    def __enter__(self) -> "StandInSensor":
        return self

    def __exit__(self, *_: object) -> None:
        """Its process is gone as well."""

    def messages(self) -> Iterator[Message]:
        """All that it says."""
        for one in self.site.answers:
            yield Seen(address=one.asset, how="arp")
            asked = Asked(asset=one.asset, probe=one.probe, service=one.service)
            if asked not in self.order.done:
                yield from self._asks(asked, one)
        self.ended = Done(complete=True)
        yield self.ended

    def _asks(self, asked: Asked, answer: Evidence) -> Iterator[Message]:
        about: dict[str, Any] = {"asset": asked.asset, "service": asked.service, "why": asked.probe}
        touch = Touch(kind="request", what="hello", frames=2, **about)
        self.site.fate.step("flight recorder")
        with Path(self.order.ledger).open("a", encoding="utf-8") as ledger:
            ledger.write(touch.model_dump_json() + "\n")
        yield touch
        self.site.fate.step(f"question {asked.probe}")
        self.site.asked.append((self.order.scan, asked))
        yield Heard(evidence=answer)

    def stop(self) -> None:
        """It is at its end already."""

    def last_words(self) -> str:
        """Of a process that was killed."""
        return "it was killed"


@dataclass
class World:
    """One database with its folders. `alone`: a worker that is killed leaves its agent alive."""

    home: Path
    settings: Config
    clock: Clock
    site: Site
    alone: bool = False
    begun: int = 0

    @property
    def fate(self) -> Fate:
        """The end of each life here."""
        return self.site.fate

    def live(self, *ends: int) -> None:
        """Lives that end before these steps, one after the other; then one that comes to its own end."""
        for end in (*ends, NEVER):
            self.life(end)

    def life(self, end: int | str) -> None:
        """One life, which ends there, or by itself."""
        self.fate.reborn(end)
        with suppress(Killed), Store.open(self.settings.store) as store:
            agent = Agent(store, self.settings, self.clock)
            agent.enlist()
            self._rounds(agent)

    def _rounds(self, agent: Agent) -> None:
        """Until nothing is due, nothing waits, and nothing was begun. Each is some minutes after the last."""
        for _ in range(ROUNDS):
            before, agent._beat = self.begun, 0.0
            agent.tick()
            self.fate.lives()
            assert agent.failing == ""
            waiting = agent.plans.due() or Outbox(agent.store).next_due() or agent.busy
            if not waiting and self.begun == before and agent._knowledge >= 0:
                return
            self.clock.move(minutes=11)
        raise AssertionError("it never came to its end")

    def worker(self, task: Any) -> InProcess:
        """A worker that is begun."""
        self.begun += 1
        return InProcess(self.fate, self.alone, task)


@contextmanager
def world(home: Path, *answers: Evidence, top: str = SIEM, later: timedelta = timedelta()) -> Iterator[World]:
    """The world of a folder, `later` than now; every step in it is counted."""
    clock, fate = Clock(now() + later), Fate(home)
    made = World(home, _settings(home, top), clock, Site(fate, answers))
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for place in CHECKED_BY:
            patch.setattr(f"scanner.agent.{place}.load_checks", lambda _: CHECKS)
        for place in ("delivery.rounds", "daemon.handing"):
            patch.setattr(f"scanner.agent.{place}.now", clock)
        patch.setattr("apscheduler.schedulers.base.datetime", _shown(clock))
        patch.setattr("scanner.agent.compose.frameworks", _frameworks)
        patch.setattr("scanner.agent.report_files.entry_points", cache(entry_points))
        patch.setattr("scanner.agent.daemon.agent.back_off", lambda _: timedelta())
        patch.setattr("scanner.agent.lately.questions", lambda _: ())
        patch.setattr("scanner.agent.scan.Sensor", made.site.sensor)
        patch.setattr("scanner.agent.delivery.syslog.send", made.site.takes)
        patch.setattr("scanner.agent.daemon.crew.Run", made.worker)
        stack.enter_context(fate.watching())
        yield made


def _settings(home: Path, top: str) -> Config:
    made = config(home, DAILY, top=top.format(home=home))
    # One format: that all are written is another test's.
    return made.model_copy(update={"report": made.report.model_copy(update={"formats": ("json",)})})


def _shown(clock: Clock) -> type[datetime]:
    class Shown(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.moment.astimezone(tz)

    return Shown


@cache
def _read(folders: tuple[Path, ...], catalogue: Any) -> Any:
    return frameworks(list(folders), catalogue)


def _frameworks(folders: list[Path], catalogue: Any) -> Any:
    """Read once: that takes longer than a life."""
    return _read(tuple(folders), catalogue)
