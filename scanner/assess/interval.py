"""The honest interval: what is proven, what is possible, how much was looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from scanner.model import CheckCard, Finding, Outcome, Record, RequirementScore, Score, Strength
from scanner.requirements import Catalogue, Requirement

CAP_OF_REQUIREMENT = 0.39
CAP_OVERALL = 0.59


class Credit(Record):
    """What one judgement is worth (0 to 1): proven, possible, and how much was looked at."""

    lo: float = Field(ge=0, le=1)
    hi: float = Field(ge=0, le=1)
    coverage: float = Field(ge=0, le=1)


OBSERVED = Credit(lo=1, hi=1, coverage=1)
DOCUMENT = Credit(lo=0.8, hi=1, coverage=1)
DECLARED = Credit(lo=0.5, hi=1, coverage=1)
GAP = Credit(lo=0, hi=0, coverage=1)
NOT_ASSESSED = Credit(lo=0, hi=1, coverage=0)
# A hint looks at half of the matter and proves no more than that; its gap is a gap all the same.
HINTED = Credit(lo=0.5, hi=1, coverage=0.5)
HINTED_GAP = Credit(lo=0, hi=0, coverage=0.5)

CREDITS: Mapping[Strength, Mapping[Outcome, Credit]] = {
    Strength.EVIDENCE: {Outcome.MET: OBSERVED, Outcome.NOT_MET: GAP, Outcome.UNKNOWN: NOT_ASSESSED},
    Strength.HINT: {Outcome.MET: HINTED, Outcome.NOT_MET: HINTED_GAP, Outcome.UNKNOWN: NOT_ASSESSED},
    Strength.CONTRADICTION: {
        Outcome.MET: NOT_ASSESSED,
        Outcome.NOT_MET: GAP,
        Outcome.UNKNOWN: NOT_ASSESSED,
    },
}

Tally = Mapping[str, Mapping[Outcome, int]]
"""For each check: how many assets of the population are met, not met, unknown."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check's card says to the arithmetic. `days` is its effort in days of work."""

    links: Mapping[str, Strength]
    weight: int = 1
    stop: bool = False
    days: float = 3.0
    planned_stop: bool = False

    @classmethod
    def of(cls, card: CheckCard) -> "Rule":
        days = {"hours": 0.5, "days": 3.0, "weeks": 15.0}.get(card.effort, 3.0)
        planned = card.stops_production == "planned-stop"
        return cls(card.requirements, card.weight, card.stop, days, planned)

    @classmethod
    def without_card(cls, finding: Finding) -> "Rule":
        return cls(finding.requirements, stop=finding.stop)


@dataclass(frozen=True, slots=True)
class Scored:
    """The interval of every requirement, and of all together."""

    rules: Mapping[str, Rule]
    tally: Tally
    catalogue: Catalogue
    answers: Mapping[str, Credit | None]

    def requirement(self, one: Requirement) -> RequirementScore:
        credit, capped = self._credit(one)
        checks = sorted(name for name in self.tally if one.id in self.rules[name].links)
        return RequirementScore(
            id=one.id, theme=one.theme, title=one.title, weight=one.weight, lo=credit.lo, hi=credit.hi,
            coverage=credit.coverage, capped=capped, checks=tuple(checks), questions=one.questions,
        )  # fmt: skip

    def overall(self, findings: Sequence[Finding] = ()) -> Score:
        shares = [(float(one.weight), self._credit(one)[0]) for one in self.catalogue.requirements]
        credit, capped = self._cap(_mean(shares), CAP_OVERALL, self.tally)
        count = Counter(finding.outcome for finding in findings)
        return Score(
            lo=credit.lo, hi=credit.hi, coverage=credit.coverage, capped=capped,
            gaps=count[Outcome.NOT_MET], unknown=count[Outcome.UNKNOWN],
        )  # fmt: skip

    def gain(self, check: str) -> float:
        """How much the overall `lo` grows when every gap of this check is closed."""
        counts = Counter(self.tally[check])
        counts[Outcome.MET] += counts.pop(Outcome.NOT_MET, 0)
        cured = replace(self, tally={**self.tally, check: counts})
        return max(0.0, cured.overall().lo - self.overall().lo)

    def _credit(self, one: Requirement) -> tuple[Credit, tuple[str, ...]]:
        seen = _mean(self._seen(one.id))
        told = [self.answers.get(name, NOT_ASSESSED) for name in one.questions]
        said = [(1.0, credit) for credit in told if credit is not None]
        # Where no question applies, only what can be seen counts.
        both = _mean([(1 - one.asked, seen), (one.asked if said else 0.0, _mean(said))])
        # A hint may lower a requirement; only what speaks for it plainly may cap it.
        plain = [name for name in self.tally if self._link(name, one.id) not in (None, Strength.HINT)]
        return self._cap(both, CAP_OF_REQUIREMENT, plain)

    def _link(self, check: str, requirement: str) -> Strength | None:
        return self.rules[check].links.get(requirement)

    def _seen(self, requirement: str) -> Iterator[tuple[float, Credit]]:
        for check, counts in self.tally.items():
            link = self._link(check, requirement)
            if link is not None:
                weight = self.rules[check].weight
                yield from ((weight * count, CREDITS[link][outcome]) for outcome, count in counts.items())

    def _cap(self, credit: Credit, cap: float, checks: Iterable[str]) -> tuple[Credit, tuple[str, ...]]:
        stops = sorted(name for name in checks if self.rules[name].stop)
        gaps = [name for name in stops if self.tally[name].get(Outcome.NOT_MET)]
        unknown = [name for name in stops if self.tally[name].get(Outcome.UNKNOWN)]
        lo = min(credit.lo, cap) if gaps or unknown else credit.lo
        hi = min(credit.hi, cap) if gaps else credit.hi
        holding = set(gaps if hi < credit.hi else ()) | set(gaps + unknown if lo < credit.lo else ())
        return Credit(lo=lo, hi=hi, coverage=credit.coverage), tuple(sorted(holding))


def _mean(parts: Iterable[tuple[float, Credit]]) -> Credit:
    """The weighted mean; of nothing, it is "not assessed"."""
    weighed = [(weight, credit) for weight, credit in parts if weight > 0]
    total = sum(weight for weight, _ in weighed)
    if not total:
        return NOT_ASSESSED
    lo = min(1.0, sum(weight * credit.lo for weight, credit in weighed) / total)
    # Rounding must not turn the interval around.
    hi = min(1.0, max(lo, sum(weight * credit.hi for weight, credit in weighed) / total))
    coverage = min(1.0, sum(weight * credit.coverage for weight, credit in weighed) / total)
    return Credit(lo=lo, hi=hi, coverage=coverage)
