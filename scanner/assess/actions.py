"""What to do first, what is good, and what was not looked at."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from scanner.assess.interval import Rule, Scored
from scanner.assess.population import Place, Places
from scanner.model import Action, CheckCard, Finding, NotChecked, Outcome, Service, Severity, Text

Band = Literal["now", "next", "plan", "watch"]
BANDS: tuple[Band, ...] = ("now", "next", "plan", "watch")
GOOD_THINGS = 3
WEEK_OF_WORK = 5
"""Days."""


def actions(findings: Sequence[Finding], scored: Scored) -> tuple[Action, ...]:
    gaps: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.outcome is Outcome.NOT_MET:
            gaps[finding.check].append(finding)
    drafts = [_action(check, found, scored) for check, found in gaps.items()]
    drafts.sort(key=lambda action: _urgency(action, scored.rules[action.check]))
    return tuple(action.model_copy(update={"rank": rank}) for rank, action in enumerate(drafts, start=1))


def _urgency(action: Action, rule: Rule) -> tuple[int, bool, int, float, float, str]:
    """Band; in it exposure, severity, ease; ties by what `lo` gains for each day of work."""
    ease = (rule.days, -action.gain / rule.days)
    return (BANDS.index(action.band), not rule.stop, -action.severity.rank, *ease, action.check)


def _action(check: str, gaps: Sequence[Finding], scored: Scored) -> Action:
    severity = max((finding.severity for finding in gaps), key=lambda one: one.rank)
    band, deadline = when(severity, scored.rules[check])
    assets = dict.fromkeys(finding.asset for finding in gaps if finding.asset is not None)
    return Action(
        rank=1, check=check, severity=severity, assets=tuple(assets), findings=tuple(one.key for one in gaps),
        band=band, deadline_days=deadline, gain=scored.gain(check),
    )  # fmt: skip


def when(severity: Severity, rule: Rule) -> tuple[Band, int | None]:
    """The band of an action and its deadline in days.

    now (7): critical, or a stop check with a gap that is at least high: who can reach it can be
    limited at once, even where the whole cure takes longer.
    next (90): other stop checks; high; medium that takes hours and no planned stop of the machine.
    plan (365, or the next planned stop): low, the rest of medium, and what takes both weeks and a
    planned stop. watch (no deadline): info.
    """
    if severity is Severity.CRITICAL or (rule.stop and severity is Severity.HIGH):
        return "now", 7
    if severity is Severity.INFO:
        return "watch", None
    project = rule.planned_stop and rule.days > WEEK_OF_WORK
    quick = not rule.planned_stop and rule.days < 1
    soon = rule.stop or severity is Severity.HIGH or (severity is Severity.MEDIUM and quick)
    return ("next", 90) if soon and not project else ("plan", 365)


def good(findings: Sequence[Finding], cards: Sequence[CheckCard], found: Places) -> tuple[Text, ...]:
    """The praise of checks that found everything in order, the weightiest first."""
    spoilt = {check for (check, _), outcome in found.items() if outcome is not Outcome.MET}
    count = Counter(finding.check for finding in findings)
    clean = [card for card in cards if card.praise and count[card.id] and card.id not in spoilt]
    clean.sort(key=lambda card: (-card.severity.rank, -card.weight, -count[card.id], card.id))
    return tuple(Text(template=card.praise) for card in clean[:GOOD_THINGS])


def not_checked(
    findings: Sequence[Finding],
    vanished: Iterable[str],
    unasked: Iterable[str],
    lacking: Iterable[Place],
    complete: bool,
) -> Iterator[NotChecked]:
    if not complete:
        yield NotChecked(reason=Text.of("The audit did not get to its end."))
    for name in vanished:
        yield NotChecked(asset=name, reason=Text.of("It is on your list of devices, and it was not seen."))
    for name in unasked:
        yield NotChecked(asset=name, reason=Text.of("The audit ended before it was judged."))
    for place in lacking:
        reason = Text.of("It could be judged before; this time there was no answer.")
        yield NotChecked(asset=place.asset or "", check=place.check, service=place.service, reason=reason)
    yield from _unknowns(findings)


def _unknowns(findings: Sequence[Finding]) -> Iterator[NotChecked]:
    """One entry for each place and reason, however many checks it kept from judging."""
    groups: dict[tuple[str, Service | None, str], list[Finding]] = {}
    for one in findings:
        if one.outcome is Outcome.UNKNOWN:
            groups.setdefault((one.asset or "", one.service, one.why.model_dump_json()), []).append(one)
    for (asset, service, _), same in groups.items():
        check = same[0].check if len(same) == 1 else ""
        yield NotChecked(asset=asset, check=check, service=service, reason=same[0].why)
