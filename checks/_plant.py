"""What the checks of plant protocols share: the words for a door that is open to the whole network.

An answer to a stranger is all the proof there is, so most of these checks know no "in order": a
door that is closed makes no finding. Nothing was written, and no login was tried.
"""

from collections.abc import Callable
from typing import Literal, TypeVar

from scanner import Actor, Check, Cost, Effort, Fact, Severity, Stops, Verdict, check, not_met

E = TypeVar("E", bound=Fact)
Judge = Callable[[E], Verdict]

NO_LOGIN = ("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1", "IEC 62443-3-3 SR 5.1")
SHOWN_OPENLY = ("CWE-319", "IEC 62443-3-3 SR 4.1")

ONLY_WHO_NEEDS_IT = (
    "Let only the computers that need it talk to this machine. "
    "A small firewall in front of it does that. The machine itself need not change."
)
CONTROLLER = (
    "Anyone on this network can talk to this controller without a password. "
    "They may change its values or stop it. One wrong command can stop a line or spoil a batch."
)
PROGRAMMING = (
    "This is the way by which the machine is programmed, and the whole network can reach it. "
    "A stranger learns what stands there, and where to try next."
)


def door(
    *, id: str, protocol: str, doors: str, title: str, why: str, needs: type[E],
    severity: Severity = Severity.HIGH, requirements: dict[str, str] | None = None,
    weight: Literal[1, 2, 3] = 2, stop: bool = False, who: Actor = Actor.NETWORK_SUPPLIER,
    what_to_do: str = ONLY_WHO_NEEDS_IT, references: tuple[str, ...] = NO_LOGIN, praise: str = "",
    applies: Callable[[E], bool] | None = None,
) -> Callable[[Judge[E]], Check[E]]:  # fmt: skip
    """A check of a door that should not stand open to everyone; `doors` names the ports in a sentence."""
    return check(
        id=id, title=title, why=why, what_to_do=what_to_do, who=who, effort=Effort.DAYS, cost=Cost.LOW,
        stops_production=Stops.SHORT, message=_message(protocol, doors),
        recheck=f"The next audit gets no {protocol} answer from this machine.",
        needs=needs, severity=severity, requirements=requirements or {"R5": "evidence", "R4": "hint"},
        weight=weight, stop=stop, references=references, praise=praise, applies=applies,
    )  # fmt: skip


def _message(protocol: str, doors: str) -> str:
    return (
        f"{{asset}} ({{address}}) answers {protocol} requests from every computer on our network. "
        f"Please allow {doors} only from the computers that work with this machine, and from no others. "
        "Please ask the machine builder first which computers those are. "
        "We will agree on a short pause of the machine for the change."
    )


def controller(
    *, id: str, protocol: str, doors: str, needs: type[E], applies: Callable[[E], bool] | None = None
) -> Callable[[Judge[E]], Check[E]]:
    """A check of a controller that serves strangers in a protocol that asked for no login."""
    return door(
        id=id, protocol=protocol, doors=doors, needs=needs, weight=3, stop=True, applies=applies,
        title=f"A controller answers anyone over {protocol}", why=CONTROLLER,
    )  # fmt: skip


def programming(*, id: str, protocol: str, doors: str, needs: type[E]) -> Callable[[Judge[E]], Check[E]]:
    """A check of a programming door that may still ask for a password behind the first answer."""
    return door(
        id=id, protocol=protocol, doors=doors, needs=needs,
        title=f"The whole network reaches the programming of a machine ({protocol})",
        why=PROGRAMMING, requirements={"R5": "hint", "R4": "hint"},
    )  # fmt: skip


def told(*names: str) -> Verdict:
    """Not met: it told a stranger who it is, or at least answered."""
    name = " ".join(part.strip() for part in names if part.strip())
    if not name:
        return not_met("It answered a stranger, without a login.")
    return not_met("It told a stranger that it is {name}, without a login.", name=name)


def reached(*names: str) -> Verdict:
    """The same where a login may come later; that was not tried."""
    name = " ".join(part.strip() for part in names if part.strip())
    if not name:
        return not_met("It answered a stranger. Whether it asks for a password later was not tried.")
    return not_met(
        "It told a stranger that it is {name}. Whether it asks for a password later was not tried.", name=name
    )
