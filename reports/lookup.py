"""One audit with one language, and quick ways to find things in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from reports import order
from reports.i18n import Language
from scanner.model import AcceptedRisk, Action, Asset, Audit, CheckCard, Finding, Outcome
from scanner.model.known import KnownVulnerability, SupportState

NAMED_IN_MESSAGE = 20
"""Machines that a message ready to copy names; of more it says how many."""


@dataclass(frozen=True)
class Lookup:
    """What every report asks of an audit again and again."""

    audit: Audit
    language: Language

    @cached_property
    def cards(self) -> dict[str, CheckCard]:
        return {card.id: card for card in self.audit.checks}

    @cached_property
    def machines(self) -> list[Asset]:
        return order.assets(self.audit)

    @cached_property
    def by_id(self) -> dict[str, Asset]:
        return {asset.id: asset for asset in self.audit.assets}

    @cached_property
    def findings(self) -> list[Finding]:
        return order.findings(self.audit)

    @cached_property
    def _of(self) -> dict[str | None, list[Finding]]:
        sorted_by_asset = defaultdict(list)
        for finding in self.findings:
            sorted_by_asset[finding.asset].append(finding)
        return dict(sorted_by_asset)

    def findings_of(self, asset: str | None, outcome: Outcome) -> list[Finding]:
        """Findings about one asset (None: about the whole segment), worst first."""
        return [finding for finding in self._of.get(asset, ()) if finding.outcome is outcome]

    def gaps(self, asset: str | None) -> list[Finding]:
        """The weak points of one asset (None: of the whole segment), worst first."""
        return self.findings_of(asset, Outcome.NOT_MET)

    @property
    def gaps_everywhere(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.outcome is Outcome.NOT_MET]

    @cached_property
    def accepted(self) -> dict[str, AcceptedRisk]:
        """The risks that somebody answers for today, by the key of the gap that they are about."""
        return {key: one for one in self.audit.accepted if not one.expired for key in one.findings}

    def weak_points(self, asset: str) -> list[KnownVulnerability]:
        """The known weak points of one machine, the worst first; those that are only possible are last."""
        return self._weak_points.get(asset, [])

    @cached_property
    def _weak_points(self) -> dict[str, list[KnownVulnerability]]:
        held: dict[str, list[KnownVulnerability]] = defaultdict(list)
        for known in self.audit.known:
            held[known.asset] += known.vulnerabilities
        return dict(held)

    @cached_property
    def support(self) -> dict[str, list[SupportState]]:
        """Whether the makers still mend what a machine runs, by machine; "unknown" where it was looked up in vain."""
        held: dict[str, list[SupportState]] = {}
        for known in self.audit.known:
            vain = [SupportState(product="", state="unknown")] if known.looked_up else []
            held.setdefault(known.asset, []).extend(known.support or vain)
        return held

    def check_title(self, check: str) -> str:
        """The title of a check in the report's language, or its id when nothing is known of it."""
        card = self.cards.get(check)
        return self.language.t(card.title) if card else self.language.wire(check, 80)

    def reasons(self, findings: list[Finding]) -> list[str]:
        """Why each of them is as it is, every sentence once."""
        return list(dict.fromkeys(self.language.render(finding.why) for finding in findings))

    def open_questions(self, findings: list[Finding]) -> list[str]:
        """What could not be judged, with the reason. A title speaks of the weakness: it is only quoted."""
        return [
            self.language.t("“{title}”: {reason}", title=self.check_title(check), reason=reason)
            for check, reason in dict.fromkeys(
                (finding.check, self.language.render(finding.why)) for finding in findings
            )
        ]

    @cached_property
    def actions(self) -> list[Action]:
        return sorted(self.audit.actions, key=lambda action: (action.rank, action.check))

    def concerned(self, action: Action) -> list[Asset]:
        """The machines that an action is for, in the order of the report."""
        wanted = set(action.assets)
        return [asset for asset in self.machines if asset.id in wanted]

    def deadline(self, action: Action) -> date | None:
        """The day until which an action should be done, counted from the end of the audit."""
        if action.deadline_days is None:
            return None
        return self.audit.ended.date() + timedelta(days=action.deadline_days)

    def message(self, action: Action) -> str:
        """The text to forward. `{asset}` and `{address}` in it are the first machine; the others follow."""
        card = self.cards.get(action.check)
        if card is None or not card.message:
            return ""
        machines = self.concerned(action)
        words = self.language.t(card.message, **self._first(machines))
        if len(machines) < 2:
            return words
        others = self._named(machines[1:])
        return "\n".join((words, "", self.language.t("The same holds for these machines:"), *others))

    def _first(self, machines: list[Asset]) -> dict[str, str]:
        if not machines:
            return {"asset": self.audit.segment, "address": ", ".join(self.audit.networks)}
        return {"asset": order.title(machines[0]), "address": order.address(machines[0])}

    def _named(self, assets: list[Asset]) -> list[str]:
        wire = self.language.wire
        lines = [f"– {wire(order.title(asset), 80)} ({wire(order.address(asset), 60)})" for asset in assets]
        rest = len(lines) - NAMED_IN_MESSAGE
        more = [self.language.nt("– and {n} more", "– and {n} more", rest)] if rest > 0 else []
        return lines[:NAMED_IN_MESSAGE] + more
