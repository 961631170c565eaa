"""Calls every check on the evidence that it needs; what was not heard becomes UNKNOWN, never met."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any

import structlog

from scanner.agent.knowing import Known
from scanner.agent.severity import weighed
from scanner.evidence import AssetKnown, AssetView, SegmentKnown, SegmentView
from scanner.knowledge.library import Library
from scanner.model import Answer, Asset, CheckCard, Evidence, Fact, Finding, Outcome, Text, Verdict, now
from scanner.packs import Catalogue
from scanner.plugin import Check

# Not to the standard output: there are the answers that other programs read.
log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr))

NO_VERDICT = frozenset({Answer.HEARD, Answer.CLOSED, Answer.FILTERED})
"""Heard: the check itself speaks. Closed, filtered: from here there is nothing to judge."""

REASONS = {
    Answer.SILENT: "It was asked and gave no whole answer ({reason}).",
    Answer.GARBLED: "Its answer could not be understood ({reason}).",
    Answer.REFUSED: "The question was not let out ({reason}).",
    Answer.NOT_ASKED: "It was not asked: {reason}.",
}
CONSENT = "needs your consent: "
"""How a sensor begins the reason of a question that nobody allowed."""

WORST_LAST = (Outcome.MET, Outcome.UNKNOWN, Outcome.NOT_MET)


def judge(
    catalogue: Catalogue,
    evidence: Sequence[Evidence],
    assets: Mapping[str, Asset],
    segment: SegmentView,
    *,
    known: Known | None = None,
) -> list[Finding]:
    """All findings of a scan. `assets` maps the address in the evidence to the asset.

    `known` is the vulnerability knowledge; None: there is none, and what needs it is not assessed.
    """
    known = known or Known(Library())
    by_id = {one.id: one for one in assets.values()}
    findings: list[Finding] = []
    for check in catalogue.checks.values():
        judged = _one(check, evidence, assets, segment, known)
        version = known.version if issubclass(check.needs, AssetKnown | SegmentKnown) else ""
        findings += [_finding(catalogue, check, *row, version) for row in judged]
    return [weighed(one, by_id.get(one.asset or ""), segment.zone) for one in _once(findings)]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each check at each place, with all that it rests on: the worst of them.

    A machine says some things again and again, each time in other words: a name for each thing that it looks for.
    """
    kept: dict[str, Finding] = {}
    for one in findings:
        known = kept.setdefault(one.key, one)
        if known is not one:
            rests_on = tuple(dict.fromkeys((*known.evidence, *one.evidence)))
            kept[one.key] = max(known, one, key=_badness).model_copy(update={"evidence": rests_on})
    return list(kept.values())


def _badness(one: Finding) -> tuple[int, int]:
    return WORST_LAST.index(one.outcome), one.severity.rank


Row = tuple[Verdict, str | None, Evidence | None]


def _one(
    check: Check[Any],
    evidence: Sequence[Evidence],
    assets: Mapping[str, Asset],
    segment: SegmentView,
    known: Known,
) -> Iterator[Row]:
    if issubclass(check.needs, SegmentView):
        whole = known.of_segment(segment) if issubclass(check.needs, SegmentKnown) else segment
        if _applies(check, whole):
            yield _verdict(check, whole), None, None
    elif issubclass(check.needs, AssetView):
        for asset in {one.id: one for one in assets.values()}.values():
            view = AssetView(asset=asset, evidence=_of(asset, evidence, assets))
            yield from _asset(
                check, known.of(view, segment.zone) if issubclass(check.needs, AssetKnown) else view
            )
    else:
        yield from _services(check, evidence, assets)


def _asset(check: Check[Any], view: AssetView) -> Iterator[Row]:
    if _applies(check, view):
        yield _verdict(check, view), view.asset.id, None
    else:
        for lost in _lost(check, view.evidence)[:1]:
            yield _unknown(lost), view.asset.id, lost.model_copy(update={"service": None})


def _of(asset: Asset, evidence: Iterable[Evidence], assets: Mapping[str, Asset]) -> tuple[Evidence, ...]:
    keys = {*asset.addresses, asset.mac, *(key for key, one in assets.items() if one.id == asset.id)}
    return tuple(one for one in evidence if one.asset in keys)


def _services(check: Check[Any], evidence: Iterable[Evidence], assets: Mapping[str, Asset]) -> Iterator[Row]:
    """One verdict for each service that was heard; one UNKNOWN for an asset that told nothing.

    What a check has nothing to say of is no answer to it: a second question there that got none leaves it unknown.
    """
    by_asset: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.wanted == check.needs.kind and one.asset in assets:
            by_asset.setdefault(assets[one.asset].id, []).append(one)
    for asset, rows in by_asset.items():
        heard = [one for one in rows if one.fact is not None]
        spoken = [one for one in heard if one.fact is not None and _applies(check, one.fact)]
        yield from ((_verdict(check, one.fact), asset, one) for one in spoken if one.fact is not None)
        passed_over = {one.service for one in heard} - {one.service for one in spoken}
        missed = [one for one in rows if _matters(one) and (not heard or one.service in passed_over)]
        if missed:
            worst = missed[0]
            service = worst.service if len(missed) == 1 else None
            yield _unknown(worst), asset, worst.model_copy(update={"service": service})
        elif check.unasked and heard and not spoken:
            yield check.unasked, asset, heard[0]


def _lost(check: Check[Any], evidence: Iterable[Evidence]) -> list[Evidence]:
    """What was asked for a check of a whole asset and got no answer that can be read, of no such kind any."""
    kinds = {one.kind for one in check.reads}
    of_them = [one for one in evidence if one.wanted in kinds]
    told = {one.wanted for one in of_them if one.fact is not None}
    asked = [one for one in of_them if one.answer in (Answer.SILENT, Answer.GARBLED) and _matters(one)]
    return [one for one in asked if one.wanted not in told]


def _matters(one: Evidence) -> bool:
    """Whether a missing answer leaves a doubt.

    A datagram without an answer does not: that is what an absent service looks like from here.
    """
    silent_udp = one.answer is Answer.SILENT and one.service is not None and one.service.transport == "udp"
    return one.answer not in NO_VERDICT and not silent_udp


def _unknown(one: Evidence) -> Verdict:
    why = Text.of(REASONS[one.answer], reason=one.reason or "no reason")
    if one.answer is Answer.NOT_ASKED and one.reason.startswith(CONSENT):
        # Apart from the line of the configuration, so that the sentence can be translated.
        line = one.reason.removeprefix(CONSENT)
        why = Text.of("Not assessed: this needs your consent ({line}).", line=line)
    return Verdict(outcome=Outcome.UNKNOWN, why=why)


def _applies(check: Check[Any], fact: Fact) -> bool:
    """Whether there is anything to judge; one that raises is left to the check, which then does not know."""
    try:
        return check.applies is None or bool(check.applies(fact))
    except Exception:  # noqa: BLE001 - a stranger's code
        return True


def _verdict(check: Check[Any], fact: Fact) -> Verdict:
    """A check that raises, or returns something else than a verdict, does not know; the scan goes on."""
    try:
        verdict = check(fact)
        if not isinstance(verdict, Verdict):
            raise TypeError(f"it returned {type(verdict).__name__}")
        _shown(verdict.why)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code, it may even exit
        log.warning("check failed", check=check.id, error=repr(error))
        why = Text.of("The check itself failed ({error}); tell its author.", error=type(error).__name__)
        return Verdict(outcome=Outcome.UNKNOWN, why=why)
    return verdict


def _shown(text: Text) -> str:
    """The sentence; raises KeyError where a hole has nothing to fill it, parameters or none."""
    if not text.parameters:
        empty = [name for _, name, _, _ in Formatter().parse(text.template) if name]
        if empty:
            raise KeyError(empty[0])
    return text.render()


def _finding(  # noqa: PLR0917 - private, called once
    catalogue: Catalogue, check: Check[Any], verdict: Verdict, asset: str | None, one: Evidence | None,
    knowledge: str,
) -> Finding:  # fmt: skip
    return Finding(
        check=check.id, check_version=check.version, origin=catalogue.origins[check.id], asset=asset,
        service=one.service if one else None, outcome=verdict.outcome,
        severity=verdict.severity or check.severity, why=verdict.why, requirements=check.requirements,
        stop=check.stop, evidence=(one.id,) if one else (), knowledge=knowledge,
        # What was not asked now is judged as it was then.
        at=one.at if one and one.carried else now(),
    )  # fmt: skip


def cards(catalogue: Catalogue) -> tuple[CheckCard, ...]:
    """What reports say about each check."""
    return tuple(_card(check, catalogue.origins[check.id]) for check in catalogue.checks.values())


def _card(check: Check[Any], origin: str) -> CheckCard:
    fields = {name for name in CheckCard.model_fields if name != "origin"}
    return CheckCard(origin=origin, **{name: getattr(check, name) for name in fields})
