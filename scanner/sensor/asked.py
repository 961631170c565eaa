"""One asset while it is asked: what is known so far, and what is said about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scanner.model import Answer, Evidence, Fact, Heard, Message, Service
from scanner.plugin import Probe

IS_CONTROLLER = "it has said that it is a controller, so it was not asked further"


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
        self.facts.append(fact)
        if probe:
            self.told.add(probe.id)
            self.by_probe[probe.id, service] = fact
        self.tell(Heard(evidence=Evidence(
            asset=self.address, service=service, probe=probe.id if probe else "survey",
            probe_version=probe.version if probe else "1", wanted=fact.kind, fact=fact, raw=raw,
            sensor=self.sensor,
        )))  # fmt: skip

    def missed(
        self, probe: Probe[Any], service: Service | None, answer: Answer, reason: str, raw: bytes = b""
    ) -> None:
        """Writes down that there is no answer, and why."""
        self.told.add(probe.id)
        self.tell(Heard(evidence=Evidence(
            asset=self.address, service=service, probe=probe.id, probe_version=probe.version,
            wanted=probe.gives.kind, answer=answer, reason=reason, raw=raw, sensor=self.sensor,
        )))  # fmt: skip
