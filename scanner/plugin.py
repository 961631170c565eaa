"""What a plug-in declares: a check, or a probe with the line that it speaks through."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Literal, Protocol, TypeVar

from scanner.model import Fact, Service, Severity, Strength, Verdict

E = TypeVar("E", bound=Fact)
E_contra = TypeVar("E_contra", bound=Fact, contravariant=True)
E_co = TypeVar("E_co", bound=Fact, covariant=True)

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Actor(StrEnum):
    """Who does what a finding asks for."""

    OWNER = "owner"
    IT = "it"
    NETWORK_SUPPLIER = "network-supplier"
    MACHINE_BUILDER = "machine-builder"


class Effort(StrEnum):
    """How long the work takes, waiting not counted."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class Cost(StrEnum):
    """What it costs beside the work: nothing, up to about 1,000 euro, more."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


class Stops(StrEnum):
    """Whether the work stops production."""

    NO = "no"
    SHORT = "short"
    PLANNED = "planned-stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[E_contra]):
    """A question about evidence, and all the words that its findings need. Call it with a fact."""

    id: str
    version: str
    title: str
    why: str
    what_to_do: str
    who: Actor
    effort: Effort
    cost: Cost
    stops_production: Stops
    message: str
    recheck: str
    needs: type[Fact]
    severity: Severity
    requirements: dict[str, Strength]
    weight: Literal[1, 2, 3] = 1
    stop: bool = False
    references: tuple[str, ...] = ()
    praise: str = ""
    judge: Callable[[Any], Verdict] = field(repr=False)

    def __call__(self, fact: E_contra) -> Verdict:
        return self.judge(fact)


def check(
    *,
    id: str,
    title: str,
    why: str,
    what_to_do: str,
    who: Actor,
    needs: type[E],
    severity: Severity,
    requirements: dict[str, str],
    effort: Effort = Effort.HOURS,
    cost: Cost = Cost.NONE,
    stops_production: Stops = Stops.NO,
    message: str = "",
    recheck: str = "",
    weight: Literal[1, 2, 3] = 1,
    stop: bool = False,
    references: tuple[str, ...] = (),
    praise: str = "",
    version: str = "1",
) -> Callable[[Callable[[E], Verdict]], Check[E]]:
    """Makes a check of a function that takes one fact and returns a verdict.

    `requirements` maps a requirement's id to "evidence", "hint" or "contradiction". `stop` marks a
    check whose gap caps the whole score. `message` is a text ready to send to whoever does the
    work; `recheck` says how one sees that it is done. `praise` is a true sentence for when every
    finding of the check is met; without one it is never named among the good things. Raises
    ValueError on a malformed id or an empty text.
    """
    if not ID.fullmatch(id):
        raise ValueError(f"the check id {id!r} must be lower-case words joined by hyphens")
    for name, text in (("title", title), ("why", why), ("what_to_do", what_to_do)):
        if not text.strip():
            raise ValueError(f"the check {id} needs a {name}")
    strengths = {key: Strength(value) for key, value in requirements.items()}

    def make(judge: Callable[[E], Verdict]) -> Check[E]:
        return Check(
            id=id, version=version, title=title, why=why, what_to_do=what_to_do, who=who,
            effort=effort, cost=cost, stops_production=stops_production, message=message,
            recheck=recheck, needs=needs, severity=severity, requirements=strengths,
            weight=weight, stop=stop, references=references, praise=praise, judge=judge,
        )  # fmt: skip

    return make


@dataclass(frozen=True, slots=True)
class Tcp:
    port: int
    implicit_tls: bool = False  # the service expects TLS from the first byte


@dataclass(frozen=True, slots=True)
class Udp:
    port: int
    source: int = 0  # the port that the question must come from; 0: any


Port = Tcp | Udp


class Impact(StrEnum):
    """How much a probe asks of a machine."""

    ASK = "ask"  # session-less or one short connection, identity only
    HANDSHAKE = "handshake"  # a session is opened and closed; at most once a day on OT
    GUESS = "guess"  # a proof that needs a guess: only where allowed by name


class Silence(Exception):  # noqa: N818 - an outcome, not a mistake
    """Nothing came in the time allowed."""


class Closed(Exception):  # noqa: N818
    """The other side closed the connection, or the port is closed."""


class Refused(Exception):  # noqa: N818
    """The guard did not let the request out; the message says why."""


class Garbled(Exception):  # noqa: N818
    """The answer does not follow the protocol; the message says where."""


Framing = Callable[[bytes], int | None]
"""Given the bytes so far: the length of the whole message, or None while that is not known yet.

Raises Garbled when no message of the protocol starts like this."""


@dataclass(frozen=True, slots=True)
class TlsHandshake:
    """What a TLS handshake showed. `refusal` is empty when it succeeded."""

    version: str = ""  # "TLSv1.2"
    cipher: str = ""
    certificate: bytes = b""  # DER
    refusal: str = ""


class Line(Protocol):
    """A probe's only way to speak: one asset, one port, one permit that is spent on the way.

    Every method raises `Silence`, `Closed` or `Refused`; a probe may let them pass: they become
    evidence. Bytes and time are bounded by the line, whatever the other side does.
    """

    @property
    def address(self) -> str: ...

    @property
    def service(self) -> Service: ...

    @property
    def zone_is_ot(self) -> bool:
        """True while the asset must be treated as a machine of the plant."""
        ...

    def ask(self, request: bytes, until: Framing, *, protocol: str = "") -> bytes:
        """Sends one request and returns one whole reply.

        `protocol` names the read-only table that must allow the request; empty: the probe's own.
        """
        ...

    def hear(self, until: Framing) -> bytes:
        """Waits for one whole message without sending anything (greetings)."""
        ...

    def secure(self, lowest: str, highest: str) -> TlsHandshake:
        """One TLS handshake on this connection; versions as in `TlsServer`.

        Later calls of `ask` and `hear` go through it. Never verifies the certificate, never sends
        one, and resumes nothing. A refused handshake leaves the connection closed.
        """
        ...

    def again(self) -> None:
        """Closes this connection and opens a new one to the same port; spends one touch."""
        ...

    def say(self, farewell: bytes) -> None:
        """Sends the protocol's own goodbye, for which no answer is awaited."""
        ...


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
    when: Mapping[str, str] = field(default_factory=dict, hash=False)
    speak: Callable[[Line], Any] = field(repr=False)

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
    when: Mapping[str, str] | None = None,
    version: str = "1",
) -> Callable[[Callable[[Line], E]], Probe[E]]:
    """Makes a probe of a function that takes a line and returns a fact.

    `protocol` names the read-only table of the guard that every request must pass. `controller`:
    an answer makes the asset a controller (the sweep of a machine stops there). `order`: lower is
    asked earlier. `office_only`: never asked of a machine of the plant. `follows`: asked only on a
    port where the probe of that id was heard, so it needs no `ports` of its own; `when`: and only where
    each of these patterns (regular expression, any case) is found in that field of the fact heard there.
    Raises ValueError on a malformed id or a touch count below 1.
    """
    if not ID.fullmatch(id):
        raise ValueError(f"the probe id {id!r} must be lower-case words joined by hyphens")
    if touches < 1:
        raise ValueError(f"the probe {id} must declare at least one touch")

    def make(speak: Callable[[Line], E]) -> Probe[E]:
        return Probe(
            id=id, version=version, title=title, protocol=protocol, ports=tuple(ports), gives=gives,
            impact=impact, touches=touches, questions=questions, controller=controller,
            order=order, opt_in=opt_in, office_only=office_only, follows=follows,
            when=dict(when or {}), speak=speak,
        )  # fmt: skip

    return make
