"""Runs the agent as a process: its signals, its configuration, its pages, its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from scanner.agent.daemon.agent import Agent
from scanner.agent.daemon.health import Page, served
from scanner.agent.daemon.overview import overview
from scanner.agent.daemon.signals import Notify, Signals, listening
from scanner.config import Config, ConfigError
from scanner.packs import PackError
from scanner.store import Store, StoreError
from scanner.store.fault import told

IDLE_SECONDS = 10.0
BUSY_SECONDS = 1.0
FAILING_SECONDS = 60.0
"""The longest pause between two rounds while something fails."""
STOP_SECONDS = 7.0
"""What workers get to end in; the whole agent ends within ten."""
STUCK_SECONDS = 120.0
"""A round that takes longer than this is not healthy."""

Load = Callable[[], Config]


def serve(load: Load) -> None:
    """Serves the schedule until a signal ends it. Raises ConfigError and StoreError before it is ready."""
    config = load()
    with Store.open(config.store) as store, listening() as signals:
        with told("The agent's database"):
            agent = Agent(store, config)
        agent.enlist()
        pages = Pages(agent)
        with served(config.agent.observe, {"/healthz": pages.health, "/metrics": pages.metrics}):
            Service(agent, signals, load).run()


@dataclass
class Service:
    """The rounds of one agent."""

    agent: Agent
    signals: Signals
    load: Load
    notify: Notify = field(default_factory=Notify)
    _failed: int = 0

    def run(self) -> None:
        """Until a signal says stop."""
        log = structlog.get_logger()
        log.info("ready", segments=len(self.agent.config.segments))
        self.notify.ready()
        while not self.signals.stop:
            self.round()
            self.signals.wait(self.pause())
        self.notify.stopping()
        log.info("stops")
        self.agent.stop(STOP_SECONDS)

    def round(self) -> None:
        """One round, after a reload where one was asked for."""
        if self.signals.reload:
            self.signals.reload = False
            self.notify.reloading()
            reload(self.agent, self.load)
            self.notify.ready()
        self.agent.tick()
        self._failed = self._failed + 1 if self.agent.failing else 0
        self.notify.status(self.agent.doing)
        self.notify.alive(time.monotonic())

    def pause(self) -> float:
        """Seconds to the next round: few while something runs, ever more while something fails."""
        calm = BUSY_SECONDS if self.agent.busy else IDLE_SECONDS
        if self._failed:
            calm = min(BUSY_SECONDS * 2 ** min(self._failed, 10), FAILING_SECONDS)
        within = self.notify.within / 2
        return min(calm, within) if within else calm


def reload(agent: Agent, load: Load) -> bool:
    """Takes a new configuration over if it is valid; else says why, and the old one stays."""
    log = structlog.get_logger()
    try:
        config = load()
        _same_place(agent.config, config)
    except ConfigError as error:
        for sentence in error.sentences:
            log.error("the new configuration is wrong; the old one stays", why=sentence)
        return False
    except (PackError, StoreError, RuntimeError) as error:
        log.error("the new configuration cannot be used; the old one stays", why=str(error))
        return False
    agent.follow(config)
    log.info("the new configuration is used", segments=len(config.segments))
    return True


def _same_place(old: Config, new: Config) -> None:
    if old.store != new.store:
        raise ConfigError('"store" changed: restart the agent to use another database')
    if old.agent.observe != new.agent.observe:
        raise ConfigError('"observe" changed: restart the agent to serve its pages elsewhere')


@dataclass(frozen=True)
class Pages:
    """What is served to whoever watches; called from another thread, so it only reads."""

    agent: Agent

    def health(self) -> Page:
        """200 while rounds are made and nothing fails; else 503 with the reason."""
        late = time.monotonic() - self.agent.ticked
        why = self.agent.failing or (f"no round for {late:.0f} seconds" if late > STUCK_SECONDS else "")
        return (503 if why else 200), "text/plain; charset=utf-8", f"{why or 'ok'}\n".encode()

    def metrics(self) -> Page:
        """The figures; 503 while the database can't be read."""
        from scanner.agent.daemon.metrics import CONTENT_TYPE, rendered

        try:
            found = overview(self.agent.store, self.agent.config)
        except StoreError as error:
            return 503, "text/plain; charset=utf-8", f"{error}\n".encode()
        return 200, CONTENT_TYPE, rendered(found, dict(self.agent.counts))
