"""A probe: a question to one service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from scanner.model import Fact
from scanner.plugin.line import Line
from scanner.plugin.names import ID

E = TypeVar("E", bound=Fact)
E_co = TypeVar("E_co", bound=Fact, covariant=True)


@dataclass(frozen=True, slots=True)
class Tcp:
    port: int
    implicit_tls: bool = False  # the service expects TLS from the first byte


@dataclass(frozen=True, slots=True)
class Udp:
    port: int
    source: int = 0  # the port that the question must come from; 0: any
    elsewhere: bool = False  # the answer comes from another port of the same address (TFTP)


Port = Tcp | Udp


class Impact(StrEnum):
    """How much a probe asks of a machine."""

    ASK = "ask"  # session-less or one short connection, identity only
    HANDSHAKE = "handshake"  # a session is opened and closed; at most once a day to one asset
    GUESS = "guess"  # a proof that needs a guess: only where allowed by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Generic[E_co]):
    """A question to one service. Call it with a line; it returns one fact.

    `touches` is the largest number of connections (TCP) or datagrams (UDP) that it may spend,
    `questions` the largest number of messages that it may send over them.
    """

    id: str
    version: str
    title: str
    protocol: str
    ports: tuple[Port, ...]
    gives: type[Fact]
    impact: Impact
    touches: int
    questions: int
    controller: bool
    order: int
    opt_in: bool = False
    office_only: bool = False
    follows: str = ""
    same_connection: bool = False
    when: Mapping[str, str] = field(default_factory=dict, hash=False)
    speak: Callable[[Line], Any] = field(repr=False)

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"the probe id {self.id!r} must be lower-case words joined by hyphens")
        if self.touches < 1:
            raise ValueError(f"the probe {self.id} must declare at least one touch")

    def __call__(self, line: Line) -> E_co:
        fact: E_co = self.speak(line)
        return fact


def probe(
    *,
    id: str,
    title: str,
    protocol: str,
    ports: Sequence[Port],
    gives: type[E],
    impact: Impact = Impact.ASK,
    touches: int = 1,
    questions: int = 12,
    controller: bool = False,
    order: int = 50,
    opt_in: bool = False,
    office_only: bool = False,
    follows: str = "",
    same_connection: bool = False,
    when: Mapping[str, str] | None = None,
    version: str = "1",
) -> Callable[[Callable[[Line], E]], Probe[E]]:
    """Makes a probe of a function that takes a line and returns a fact.

    `protocol` names the read-only table of the guard that every request must pass. `controller`:
    an answer proves a controller or another device of the plant (the sweep of a machine stops there). `order`: lower is
    asked earlier. `office_only`: never asked of a machine of the plant. `follows`: asked only on a port where the probe
    of that id was heard, so it needs no `ports` of its own (in datagrams only for the port that it must come from);
    `when`: and only where each of these patterns (regular expression, any case) is found in that field of the fact
    heard there. `same_connection`: it goes on where its first question left the connection, if that is still open:
    for protocols that are spoken without TLS and whose first question ends with a whole answer.
    Raises ValueError on a malformed id or a touch count below 1.
    """

    def make(speak: Callable[[Line], E]) -> Probe[E]:
        return Probe(
            id=id, version=version, title=title, protocol=protocol, ports=tuple(ports), gives=gives,
            impact=impact, touches=touches, questions=questions, controller=controller,
            order=order, opt_in=opt_in, office_only=office_only, follows=follows,
            same_connection=same_connection, when=dict(when or {}), speak=speak,
        )  # fmt: skip

    return make
