"""One asset while it is asked: what is known so far, what is said about it, and when it is left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scanner.model import Answer, Evidence, Fact, Heard, Message, Service
from scanner.plugin import Probe

IS_CONTROLLER = "it has said that it is a machine of the plant, so it was not asked further"

SILENT_DOORS = 10
"""Doors in a row that swallow our knock before we take it that a firewall guards a machine."""

SILENT_AFTER_ANSWER = 4
"""The same for a machine that answered a knock before: it may be in trouble."""

STRIKES = 2
"""Questions without an answer after which a machine is left alone for this scan."""


@dataclass
class Asked:
    """`left_alone` says why nothing more is asked; empty: go on. `sensor` is who asks."""

    address: str
    mac: str
    is_ot: bool
    tell: Callable[[Message], None]
    sensor: str = "local"
    facts: list[Fact] = field(default_factory=list)
    by_probe: dict[tuple[str, Service | None], Fact] = field(default_factory=dict)
    controller: bool = False
    strikes: int = 0
    silent_doors: int = 0
    answered_tcp: bool = False
    left_alone: str = ""
    knocked: dict[int, str] = field(default_factory=dict)  # TCP port: how the knock at it ended
    unnamed: list[int] = field(default_factory=list)
    told: set[str] = field(default_factory=set)  # probes of which something is written down

    def heard(self, probe: Probe[Any] | None, service: Service | None, fact: Fact, raw: bytes = b"") -> None:
        """Writes an answer down; `probe` None: the survey itself saw it."""
        self.knows(probe, service, fact)
        self.tell(Heard(evidence=Evidence(
            asset=self.address, service=service, probe=probe.id if probe else "survey",
            probe_version=probe.version if probe else "1", wanted=fact.kind, fact=fact, raw=raw,
            sensor=self.sensor,
        )))  # fmt: skip

    def knows(self, probe: Probe[Any] | None, service: Service | None, fact: Fact) -> None:
        """Takes an answer in without writing it down."""
        self.facts.append(fact)
        if probe:
            self.told.add(probe.id)
            self.by_probe[probe.id, service] = fact

    def missed(
        self, probe: Probe[Any], service: Service | None, answer: Answer, reason: str, raw: bytes = b""
    ) -> None:
        """Writes down that there is no answer, and why."""
        self.told.add(probe.id)
        self.tell(Heard(evidence=Evidence(
            asset=self.address, service=service, probe=probe.id, probe_version=probe.version,
            wanted=probe.gives.kind, answer=answer, reason=reason, raw=raw, sensor=self.sensor,
        )))  # fmt: skip

    def opened(self) -> None:
        """A knock opened a door."""
        self.answered_tcp, self.silent_doors = True, 0

    def stayed_shut(self, state: str) -> None:
        """A knock that opened nothing. `state` is silent, closed, unreachable or refused."""
        if state == "silent":
            self.silent_doors += 1
        else:
            self.answered_tcp, self.silent_doors = self.answered_tcp or state == "closed", 0
        most = SILENT_AFTER_ANSWER if self.answered_tcp else SILENT_DOORS
        if self.is_ot and self.silent_doors >= most:
            self.left_alone = "it swallows what we send (a firewall, or it is busy), so we stopped asking"

    def struck(self, probe: Probe[Any]) -> None:
        """A question was not answered: on a machine that is a reason to become careful."""
        self.strikes += 1
        if self.is_ot and (self.strikes >= STRIKES or probe.controller):
            # A reason to leave it alone, no proof that it suffers: only the canary can tell that.
            self.left_alone = f"it did not answer in time ({probe.title}), so it was left alone"

    def is_controller(self, *, ask_on: bool) -> None:
        """It has said that it is a controller or another machine of the plant."""
        self.controller = self.is_ot = True
        if not ask_on:
            self.left_alone = IS_CONTROLLER
