"""Where laws and standards touch our requirements, with the evidence for and against. Never a claim of conformity."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reports import order
from reports.legal_dates import DATES, LegalDate
from reports.lookup import Lookup
from scanner.model import AnswerGiven, CrosswalkLink, Framework, Outcome, RequirementScore, Strength


@dataclass(frozen=True)
class Evidence:
    """How many findings and answers speak for a requirement, against it, or leave it open."""

    speaks_for: int = 0
    speaks_against: int = 0
    open: int = 0


@dataclass(frozen=True)
class Touched:
    """One of our requirements, and what a framework calls it; those that a scan can only hint at apart."""

    requirement: RequirementScore
    references: list[str]
    hints: list[str]
    evidence: Evidence


@dataclass(frozen=True)
class Mapped:
    framework: Framework
    rows: list[Touched]


@dataclass(frozen=True)
class Crosswalk:
    """All frameworks of an audit."""

    look: Lookup

    @cached_property
    def frameworks(self) -> list[Mapped]:
        return [Mapped(one, list(self._rows(one))) for one in self.look.audit.frameworks]

    def _rows(self, framework: Framework) -> Iterator[Touched]:
        held: dict[str, list[CrosswalkLink]] = defaultdict(list)
        for link in framework.links:
            held[link.requirement].append(link)
        known = {one.id: one for one in self.look.audit.requirements}
        for name in sorted(held.keys() & known.keys(), key=order.natural):
            told = [
                self.look.language.t(link.reference)
                for link in held[name]
                if link.strength is not Strength.HINT
            ]
            hints = [
                self.look.language.t(link.reference) for link in held[name] if link.strength is Strength.HINT
            ]
            yield Touched(known[name], told, hints, self.evidence[name])

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """By requirement. A finding that is only a hint for it does not count."""
        counted = Counter(self._findings())
        counted.update(self._answers())
        return {
            one.id: Evidence(
                *(counted[one.id, outcome] for outcome in (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN))
            )
            for one in self.look.audit.requirements
        }

    def _findings(self) -> Iterator[tuple[str, Outcome]]:
        for finding in self.look.audit.findings:
            for name, strength in finding.requirements.items():
                # What contradicts a requirement says nothing for it when it is not there.
                silent = strength is Strength.CONTRADICTION and finding.outcome is not Outcome.NOT_MET
                if strength is not Strength.HINT and not silent:
                    yield name, finding.outcome

    def _answers(self) -> Iterator[tuple[str, Outcome]]:
        given = {one.question: one for one in self.look.audit.answers}
        for requirement in self.look.audit.requirements:
            for question in requirement.questions:
                if question not in given:
                    yield requirement.id, Outcome.UNKNOWN
                elif given[question].answer != "not_applicable":
                    yield requirement.id, _worth(given[question])

    @property
    def dates(self) -> tuple[LegalDate, ...]:
        """The days worth knowing, of the frameworks that the audit has."""
        held = {one.id for one in self.look.audit.frameworks}
        return tuple(one for one in DATES if not one.frameworks or held & one.frameworks)


def _worth(answer: AnswerGiven) -> Outcome:
    if answer.contradicted_by or answer.answer == "no":
        return Outcome.NOT_MET
    return Outcome.MET if answer.answer == "yes" and not answer.outdated else Outcome.UNKNOWN
