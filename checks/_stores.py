"""What the checks of databases and consoles share: the words for a service that obeys strangers."""

from collections.abc import Callable
from typing import Literal, TypeVar

from scanner import Actor, Check, Effort, Fact, Severity, Stops, Verdict, check, met, not_met, unknown

E = TypeVar("E", bound=Fact)
Judge = Callable[[E], Verdict]

NO_LOGIN = ("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1")

DATA = (
    "Whoever is on this network can read what is stored there. "
    "They can change it or delete it too. Nobody asks them for a password."
)
COMMANDS = (
    "Whoever is on this network can run programs of their own on this server. "
    "From there they reach all that the server reaches. Nobody asks them for a password."
)


def open_to_all(
    *, id: str, product: str, port: str, needs: type[E], why: str = DATA, severity: Severity = Severity.CRITICAL,
    requirements: dict[str, str] | None = None, weight: Literal[1, 2, 3] = 2, title: str = "",
) -> Callable[[Judge[E]], Check[E]]:  # fmt: skip
    """A check of a service that should ask for a login; `port` names its door in a sentence."""
    return check(
        id=id, title=title or f"{product} obeys anyone", why=why,
        what_to_do=f"Turn on the login of {product} today. Let only the programs that need it reach it.",
        who=Actor.IT, effort=Effort.HOURS, stops_production=Stops.SHORT, message=_message(product, port),
        recheck=f"The next audit asks {product} without a login and is refused.",
        needs=needs, severity=severity, requirements=requirements or {"R5": "evidence", "R7": "evidence"},
        weight=weight, references=NO_LOGIN, praise=f"{product} asks strangers for a login.",
    )  # fmt: skip


def _message(product: str, port: str) -> str:
    return (
        f"On {{asset}} ({{address}}), {product} does what strangers ask, without a login. "
        "Please turn on its login. "
        f"Please allow {port} only from the programs that need it, or from the server itself. "
        "Please list first who uses it today, so that nothing is cut off by surprise."
    )


def judged(without_login: bool | None) -> Verdict:
    """Open, closed, or not told."""
    if without_login is None:
        return unknown("It answered, but did not tell whether it wants a login.")
    if without_login:
        return not_met("It did what a stranger asked, without a login.")
    return met("It wants a login from a stranger.")
