"""What the page says, worked out before it is drawn: the answer, the actions, the requirements, the gaps."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from reports import order
from reports.lookup import Lookup
from reports.words import ROLES, SAID, SURE, THEMES, ZONES, level, plain, word
from scanner.model import (
    Action,
    Asset,
    AssetLedger,
    CheckCard,
    Contradiction,
    NotChecked,
    Outcome,
    RequirementScore,
    Severity,
)
from scanner.model.known import KnownVulnerability

T = TypeVar("T")

FIRST_ACTIONS = 5
GOOD_THINGS = 3
MACHINES_NAMED = 12
"""Machines that a card or a reason names; of more it says how many."""
LEDGER_ROWS = 500
MANY = 100
"""From so many machines on each is described more shortly."""


def known_first(held: dict[str, T], words: dict[str, str]) -> list[tuple[str, T]]:
    """The entries in the order of `words`, those that it does not know after them."""
    turn = {code: number for number, code in enumerate(words)}
    return sorted(held.items(), key=lambda entry: (turn.get(plain(entry[0]), len(turn)), entry[0]))


@dataclass(frozen=True)
class Named:
    """A machine as it is linked to: `mark` is its anchor on the page, empty when it is not shown there."""

    mark: str
    title: str
    address: str


@dataclass(frozen=True)
class ActionCard:
    action: Action
    card: CheckCard
    mark: str
    deadline: str
    message: str
    machines: list[Named]
    more: int


@dataclass(frozen=True)
class Theme:
    title: str
    requirements: list[RequirementScore]


@dataclass(frozen=True)
class Unlooked:
    """One reason, and everything that it holds for. `details` are its variants when it has several."""

    reason: str
    details: list[str]
    checks: list[str]
    machines: list[Named]
    more: int


@dataclass(frozen=True)
class View:
    """Everything that the templates ask for beside the audit itself.

    `shown` is how many machines, worst first, have an entry of their own on the page.
    """

    look: Lookup
    shown: int = 0

    @cached_property
    def ranked(self) -> list[Asset]:
        """Machines with the worst findings first."""
        turn = {asset.id: number for number, asset in enumerate(self.look.machines)}
        return sorted(self.look.machines, key=lambda asset: (-self.worst_rank(asset), turn[asset.id]))

    @cached_property
    def marks(self) -> dict[str, str]:
        """Anchors by asset id. They are numbers: an id comes from the wire."""
        return {asset.id: f"m{number}" for number, asset in enumerate(self.ranked[: self.shown], 1)}

    @property
    def few(self) -> int:
        """How many findings and services of one machine are shown."""
        return 12 if len(self.look.machines) < MANY else 4

    def worst(self, asset: Asset) -> Severity | None:
        """The severity of the worst weakness of a machine; None when none was found."""
        gaps = self.look.findings_of(asset.id, Outcome.NOT_MET)
        return max((finding.severity for finding in gaps), default=None)

    def disputes(self, asset: Asset) -> list[str]:
        """What the machine's sources disagree about, a line a field; the most trusted value first."""
        return [self._dispute(dispute) for dispute in asset.contradictions]

    def _dispute(self, dispute: Contradiction) -> str:
        t, wire = self.look.language.t, self.look.language.wire
        values = (one.value for one in dispute.said[: self.few])
        told = (t(word(ROLES, value)) if dispute.field == "role" else value for value in values)
        return f"{t(word(SAID, dispute.field))}: {' / '.join(wire(value, 60) for value in told)}"

    def of_weak_point(self, one: KnownVulnerability) -> str:
        """How sure, how grave, what mends it and by when, on one line."""
        t = self.look.language.t
        parts = [
            t(word(SURE, one.sure)), t("used by attackers") if one.exploited else "",
            f"CVSS {one.cvss}" if one.cvss is not None else "",
            t("mended by {version}", version=one.fix) if one.fix else "",
            t("within {n} days", n=one.deadline_days) if one.deadline_days else "", one.advisory,
            t("another source differs ({what})", what=one.disagree) if one.disagree else "",
        ]  # fmt: skip
        return " · ".join(part for part in parts if part)

    def worst_rank(self, asset: Asset) -> int:
        worst = self.worst(asset)
        return -1 if worst is None else worst.rank

    def named(self, asset: Asset) -> Named:
        wire = self.look.language.wire
        return Named(
            self.marks.get(asset.id, ""), wire(order.title(asset), 60), wire(order.address(asset), 45)
        )

    def _some(self, assets: list[Asset]) -> tuple[list[Named], int]:
        shown = [self.named(asset) for asset in assets[:MACHINES_NAMED]]
        return shown, len(assets) - len(shown)

    @cached_property
    def cards(self) -> list[ActionCard]:
        known = (action for action in self.look.actions if action.check in self.look.cards)
        return [self._card(number, action) for number, action in enumerate(known, 1)]

    def _card(self, number: int, action: Action) -> ActionCard:
        until = self.look.deadline(action)
        machines, more = self._some(self.look.concerned(action))
        return ActionCard(
            action=action,
            card=self.look.cards[action.check],
            mark=f"a{number}",
            deadline=self.look.language.day(until) if until else "",
            message=self.look.message(action),
            machines=machines,
            more=more,
        )

    @cached_property
    def card_marks(self) -> dict[str, str]:
        """Anchors of the action cards, by check."""
        return {card.card.id: card.mark for card in self.cards}

    @property
    def first(self) -> list[ActionCard]:
        """The first actions; of those that ask the same of the same person only one, the most urgent."""
        return [same[0] for same in self._advice.values()][:FIRST_ACTIONS]

    @cached_property
    def _advice(self) -> dict[tuple[str, str], list[ActionCard]]:
        same: dict[tuple[str, str], list[ActionCard]] = defaultdict(list)
        for card in self.cards:
            same[card.card.who, card.card.what_to_do].append(card)
        return dict(same)

    def also_settles(self, card: ActionCard) -> int:
        """How many further actions the same work of the same person settles."""
        return len(self._advice[card.card.who, card.card.what_to_do]) - 1

    @property
    def good(self) -> list[str]:
        return [self.look.language.render(text) for text in self.look.audit.good[:GOOD_THINGS]]

    @cached_property
    def themes(self) -> list[Theme]:
        """Requirements by theme, in the catalogue's order."""
        themes: dict[str, list[RequirementScore]] = defaultdict(list)
        for requirement in sorted(self.look.audit.requirements, key=lambda known: order.natural(known.id)):
            themes[requirement.theme].append(requirement)
        return [Theme(self.look.language.t(word(THEMES, name)), held) for name, held in themes.items()]

    @property
    def without_evidence(self) -> int:
        return sum(requirement.coverage == 0 for requirement in self.look.audit.requirements)

    @property
    def partly_asked(self) -> int:
        """Machines of which something was not looked at."""
        return len({left.asset for left in self.look.audit.not_checked} & self.look.by_id.keys())

    @cached_property
    def unlooked(self) -> list[Unlooked]:
        """What was not looked at, one entry a kind of reason; what concerns most machines first."""
        reasons: dict[str, list[NotChecked]] = defaultdict(list)
        for left in self.look.audit.not_checked:
            reasons[left.reason.template].append(left)
        entries = [self._unlooked(held) for _, held in sorted(reasons.items())]
        return sorted(entries, key=lambda entry: -(len(entry.machines) + entry.more))

    def _unlooked(self, held: list[NotChecked]) -> Unlooked:
        concerned = {left.asset for left in held}
        details = sorted({self.look.language.render(left.reason) for left in held})
        several = len(details) > 1
        reason = self.look.language.outline(held[0].reason) if several else details[0]
        machines, more = self._some([asset for asset in self.look.machines if asset.id in concerned])
        checks = sorted({self.look.check_title(left.check) for left in held if left.check})
        return Unlooked(reason, details if several else [], checks, machines, more)

    @cached_property
    def sent(self) -> list[AssetLedger]:
        rows = self.look.audit.ledger.assets
        return sorted(rows, key=lambda row: (order.by_address(row.address), row.asset))

    def sent_to(self, row: AssetLedger) -> Named:
        asset = self.look.by_id.get(row.asset)
        return self.named(asset) if asset else Named("", "", self.look.language.wire(row.address, 45))

    @property
    def held_down_by(self) -> list[str]:
        """Titles of the checks that cap the result."""
        return [self.look.check_title(check) for check in self.look.audit.score.capped]

    @property
    def level(self) -> str:
        return level(self.look.audit.score.lo, self.look.audit.score.coverage)

    @cached_property
    def roles(self) -> list[tuple[str, list[tuple[str, list[Asset]]]]]:
        """Machines by zone, then by role: the map, in words."""
        zones: dict[str, dict[str, list[Asset]]] = defaultdict(lambda: defaultdict(list))
        for asset in self.look.machines:
            zones[asset.zone or self.look.audit.zone.value][asset.role].append(asset)
        return [(zone, known_first(zones[zone], ROLES)) for zone, _ in known_first(zones, ZONES)]
