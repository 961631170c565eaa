"""What a result rests on: answers, accepted risks, the knowledge, the checks, and what each machine said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.lookup import Lookup
from reports.words import LIVES, LIVES_LOOK, ROLES, SAID, SINCE, UNTIL, word
from scanner.model import (
    AcceptedRisk,
    AnswerGiven,
    Asset,
    CheckCard,
    Finding,
    Identification,
    Outcome,
    RequirementScore,
    Strength,
)
from scanner.model.known import KnowledgeSource, SupportState

ACCEPTED = 50
"""Accepted risks that a page lists."""
AGES = 4
"""Sources of knowledge that page one names."""
ID_SHOWN = 8
"""Characters of the id of a piece of evidence."""
PIECES = 4
"""Pieces of evidence that one finding names."""


@dataclass(frozen=True)
class Said:
    """One thing that a machine told, how sure it is (0 to 1), and the ids of the evidence."""

    field: str
    value: str
    confidence: float
    evidence: str
    """Their beginnings; the JSON report has them whole."""


@dataclass(frozen=True)
class Support:
    """Whether a product is still mended: its look, the words for it, and which product until when."""

    look: str
    state: str
    told: str


@dataclass(frozen=True)
class Basis:
    """The ground under an audit, as the page shows it."""

    look: Lookup

    @property
    def accepted(self) -> list[AcceptedRisk]:
        """Those that have run out first: they want a decision."""
        every = sorted(
            self.look.audit.accepted, key=lambda one: (not one.expired, one.until, one.check, one.asset)
        )
        return every[:ACCEPTED]

    def accepted_for(self, finding: Finding) -> AcceptedRisk | None:
        """Who answers for a gap. Most audits have nobody: then no key is worked out."""
        return self.look.accepted.get(finding.key) if self.look.accepted else None

    @cached_property
    def _answers(self) -> dict[str, AnswerGiven]:
        return {one.question: one for one in self.look.audit.answers}

    @cached_property
    def _weak(self) -> Counter[str]:
        gaps = (one.requirements.items() for one in self.look.gaps_everywhere)
        return Counter(name for links in gaps for name, strength in links if strength is not Strength.HINT)

    def weak(self, requirement: RequirementScore) -> int:
        """How many weak points plainly speak against a requirement."""
        return self._weak[requirement.id]

    def answers(self, requirement: RequirementScore) -> list[AnswerGiven]:
        return [self._answers[name] for name in requirement.questions if name in self._answers]

    def unanswered(self, requirement: RequirementScore) -> int:
        return sum(name not in self._answers for name in requirement.questions)

    @cached_property
    def answers_elsewhere(self) -> list[AnswerGiven]:
        """Answers to questions that no requirement of this catalogue asks."""
        asked = {name for one in self.look.audit.requirements for name in one.questions}
        return [one for one in self.look.audit.answers if one.question not in asked]

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {one.key: one.check for one in self.look.gaps_everywhere} if self._contradicted else {}

    @property
    def _contradicted(self) -> bool:
        return any(one.contradicted_by for one in self.look.audit.answers)

    def against(self, answer: AnswerGiven) -> list[str]:
        """Titles of the weak points that speak against an answer, each once."""
        checks = dict.fromkeys(self._titles[key] for key in answer.contradicted_by if key in self._titles)
        return [self.look.check_title(check) for check in checks]

    @property
    def sources(self) -> list[KnowledgeSource]:
        """Sources of knowledge, the oldest first; one whose age is not known is older than any."""
        return sorted(self.look.audit.sources, key=lambda one: (one.age_days >= 0, -one.age_days, one.name))

    def age(self, source: KnowledgeSource) -> str:
        if source.age_days < 0:
            return self.look.language.t("its age is not known")
        return self.look.language.nt("{n} day old", "{n} days old", source.age_days)

    @property
    def ages(self) -> list[KnowledgeSource]:
        return self.sources[:AGES]

    @property
    def checks(self) -> list[CheckCard]:
        return sorted(self.look.audit.checks, key=lambda card: card.id)

    @property
    def outcomes(self) -> list[str]:
        counted = Counter(finding.outcome for finding in self.look.audit.findings)
        every = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)
        return [self.look.language.number(counted[outcome]) for outcome in every]

    def said(self, asset: Asset) -> list[Said]:
        """What is known of a machine and where from, each thing once, in the order of the fields; the surest first."""
        turn = {name: at for at, name in enumerate(SAID)}
        told = sorted(
            asset.identifications,
            key=lambda one: (turn.get(one.field, len(turn)), one.field, -one.confidence),
        )
        same: dict[tuple[str, str], list[Identification]] = {}
        for one in told:
            same.setdefault((one.field, one.value), []).append(one)
        return [
            Said(field, self._value(field, value), held[0].confidence, self._shortened(held))
            for (field, value), held in same.items()
        ]

    def _shortened(self, held: Sequence[Identification]) -> str:
        return self._ids(list(dict.fromkeys(one.evidence for one in held if one.evidence)))

    def _value(self, field: str, value: str) -> str:
        shown = self.look.language.t(word(ROLES, value)) if field == "role" else value
        return self.look.language.wire(shown, 60)

    def support(self, asset: Asset) -> list[Support]:
        """Whether the makers still mend what runs there, each answer once; the worst first."""
        turn = list(LIVES)
        states = sorted(
            self.look.support.get(asset.id, ()), key=lambda one: (turn.index(one.state), one.until)
        )
        return list(dict.fromkeys(map(self._support, states)))

    def _support(self, one: SupportState) -> Support:
        language, name = self.look.language, one.product or one.subject
        day = language.written_day(one.extended if one.state == "extended only" else one.until)
        when = SINCE if one.state == "ended" else UNTIL
        dated = language.t(when, day=day) if day and one.state in LIVES_LOOK else ""
        told = " · ".join(filter(None, (language.wire(name, 60), dated)))
        return Support(LIVES_LOOK.get(one.state, "open"), language.t(LIVES[one.state]), told)

    def rests_on(self, asset: Asset) -> list[Finding]:
        """The findings of a machine with their evidence, in the order of the report."""
        return [one for outcome in Outcome for one in self.look.findings_of(asset.id, outcome)]

    def pieces(self, finding: Finding) -> str:
        """The beginnings of the ids of its evidence; the JSON report has them whole."""
        return self._ids(finding.evidence)

    def _ids(self, ids: Sequence[str]) -> str:
        return ", ".join(self.look.language.wire(one[:ID_SHOWN]) for one in ids[:PIECES])
