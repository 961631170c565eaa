"""Findings and answers become requirements, an honest interval, and what to do first.

Why the interval is built like this: docs/decisions/0004-honest-interval.md.
"""

from collections.abc import Mapping, Sequence

from scanner.assess.actions import actions, good, not_checked, when
from scanner.assess.answers import VALID, stale, weighed_against, worth
from scanner.assess.interval import DECLARED, DOCUMENT, GAP, NOT_ASSESSED, OBSERVED, Credit, Rule, Scored
from scanner.assess.population import Place, missing, outcomes, size, tally, unseen, without_finding
from scanner.model import Action, Asset, CheckCard, Finding, NotChecked, Record, RequirementScore, Score, Text
from scanner.requirements import Catalogue

__all__ = [
    "DECLARED", "DOCUMENT", "GAP", "NOT_ASSESSED", "OBSERVED", "VALID", "Assessment", "Credit", "Place", "assess",
    "stale", "weighed_against", "when", "worth",
]  # fmt: skip


class Assessment(Record):
    """What findings and answers amount to. `actions` holds all of them, first things first."""

    requirements: tuple[RequirementScore, ...]
    score: Score
    actions: tuple[Action, ...] = ()
    good: tuple[Text, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


def assess(
    findings: Sequence[Finding],
    cards: Sequence[CheckCard],
    assets: Sequence[Asset],
    catalogue: Catalogue,
    *,
    expected: Sequence[str] | None = None,
    complete: bool = True,
    population: Sequence[Place] = (),
    answers: Mapping[str, Credit | None] | None = None,
) -> Assessment:
    """Scores what was found, and names what to do and what was not looked at.

    `expected` are the addresses or MAC addresses of the owner's list; an entry that was not seen
    counts as not assessed for every check of single assets. `complete` False: so does an asset
    without any finding. `population` are the places that were judged before (the last 90 days) or
    asked now: one without a finding counts as not assessed. `answers` maps a question's id to its
    credit (None: it does not apply); a question that is not in it is not assessed.
    """
    rules = {card.id: Rule.of(card) for card in cards}
    rules |= {one.check: Rule.without_card(one) for one in findings if one.check not in rules}
    vanished = unseen(assets, expected or ())
    unasked = [] if complete else without_finding(assets, findings)
    lacking = missing(population, findings)
    found = outcomes(findings, lacking)
    counts = tally(found, {*vanished, *unasked}, rules, size(assets, vanished, population))
    scored = Scored(rules, counts, catalogue, answers or {})
    return Assessment(
        requirements=tuple(scored.requirement(one) for one in catalogue.requirements),
        score=scored.overall(findings),
        actions=actions(findings, scored),
        good=good(findings, cards, found),
        not_checked=tuple(not_checked(findings, vanished, unasked, lacking, complete)),
    )
