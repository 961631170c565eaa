"""A check: a question about evidence, with all the words that its findings need."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from scanner.model import Fact, Severity, Strength, Verdict
from scanner.plugin.names import ID

E = TypeVar("E", bound=Fact)
E_contra = TypeVar("E_contra", bound=Fact, contravariant=True)


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
    """A question about evidence, and all the words that its findings need. Call it with a fact.

    `stop` marks a check whose gap caps the whole score. `message` is a text ready to send to whoever does the
    work; `recheck` says how one sees that it is done. `praise` is a true sentence for when every finding of
    the check is met; without one it is never named among the good things. `applies` says of a fact whether
    there is anything to judge; where it says no, there is no finding. `reads`, for a check of a whole asset:
    the facts that it looks for in it. Where one was asked for, the answer was lost and nothing is left to
    judge, the finding is unknown. `unasked`, for a check of a service that takes a second question: the verdict
    where that was never put, as in scans from before there was one.
    """

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
    applies: Callable[[Any], bool] | None = field(default=None, repr=False)
    reads: tuple[type[Fact], ...] = ()
    unasked: Verdict | None = None
    judge: Callable[[Any], Verdict] = field(repr=False)

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"the check id {self.id!r} must be lower-case words joined by hyphens")
        for name in ("title", "why", "what_to_do"):
            if not getattr(self, name).strip():
                raise ValueError(f"the check {self.id} needs a {name}")

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
    applies: Callable[[E], bool] | None = None,
    reads: tuple[type[Fact], ...] = (),
    unasked: Verdict | None = None,
    version: str = "1",
) -> Callable[[Callable[[E], Verdict]], Check[E]]:
    """Makes a check of a function that takes one fact and returns a verdict.

    The words are those of `Check`; `requirements` maps a requirement's id to "evidence", "hint" or
    "contradiction". Raises ValueError on a malformed id or an empty text.
    """
    strengths = {key: Strength(value) for key, value in requirements.items()}

    def make(judge: Callable[[E], Verdict]) -> Check[E]:
        return Check(
            id=id, version=version, title=title, why=why, what_to_do=what_to_do, who=who, effort=effort, cost=cost,
            stops_production=stops_production, message=message, recheck=recheck, needs=needs, severity=severity,
            requirements=strengths, weight=weight, stop=stop, references=references, praise=praise, applies=applies,
            reads=reads, unasked=unasked, judge=judge,
        )  # fmt: skip

    return make
