"""Judges a stored scan and composes its audit. Sends nothing; can be done again at any time."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from scanner.agent import inventory
from scanner.agent.history import with_history
from scanner.agent.interruptions import shortened
from scanner.agent.judge import cards, judge
from scanner.agent.knowing import Known
from scanner.agent.news import labelled
from scanner.agent.owner import accepted_of, answers_of, questions_of
from scanner.agent.rules import Rules, rules
from scanner.agent.services import with_nmap
from scanner.assess import Assessment, Place, assess, worth
from scanner.config.places import default_feeds
from scanner.evidence import SegmentView
from scanner.knowledge.library import library
from scanner.model import (
    AcceptedRisk,
    Answer,
    Asset,
    AssetLedger,
    Audit,
    Evidence,
    Finding,
    Framework,
    Ledger,
    Outcome,
    ScanOrder,
    Touch,
    Zone,
    now,
)
from scanner.packs import Catalogue as Checks
from scanner.packs import PackError
from scanner.requirements import Catalogue, frameworks, latest
from scanner.store import RECHECK, ScanRow, Store, StoreError

MEMORY = timedelta(days=90)
"""How long something that was judged once is expected to be judged again."""
SCANS_LOOKED_AT = 200
UNREADABLE = "pieces of evidence come from a pack that is not installed here."

CARRIED = (
    "Some questions are put to a machine once a day at most. Where one was put in the 24 hours before, it was "
    "not put again: what the machine said then stands."
)

KNOWLEDGE = "knowledge.sqlite"
"""The file in the folder of feeds."""

ROWS_OF_LEDGER = 12
"""Kinds of request that the ledger of one asset lists."""


def compose(
    store: Store, scan: str, checks: Checks, expected: frozenset[str] | None, notes: Sequence[str] = (), *,
    accepted: Sequence[AcceptedRisk] = (), knowledge: Path | None = None,
) -> Audit:  # fmt: skip
    """The audit of a stored scan; `notes` are what its sensor said a person should know.

    `accepted` are the risks that somebody answers for, as the configuration names them. `knowledge` is the
    file of vulnerability knowledge; None: the one that `vaglio feeds` fills when nobody says otherwise.
    Raises StoreError for an unknown scan, PackError without a catalogue, RulesError for broken rules of a pack.
    """
    row = store.scan(scan)
    if row is None:
        raise StoreError(f"There is no scan {scan}; `vaglio scans list` shows which there are.")
    evidence = _with_kinds(store.evidence_of(scan))
    by_key = _assets(store, row, evidence, expected, rules(checks.folders))
    everybody = tuple({asset.id: asset for asset in by_key.values()}.values())
    complete = row.status == "complete" or (row.status == "judging" and not row.reason)
    view = SegmentView(
        segment=row.segment, zone=Zone(row.order.zone), assets=everybody, evidence=evidence,
        expected=None if expected is None else tuple(sorted(expected)), complete=complete,
        previous=_previous(store, row), elsewhere=_elsewhere(store, row, everybody),
    )  # fmt: skip
    with library(knowledge or default_feeds() / KNOWLEDGE) as found:
        known = Known(found)
        judged = judge(checks, evidence, by_key, view, known=known)
        told = {"knowledge": known.told(), "known": known.kept(), "sources": found.sources(),
                "knowledge_version": found.version}  # fmt: skip
    findings = labelled(store, row, judged, everybody, _last(store, row))
    catalogue, today = requirements_of(checks), now().date()
    answers = answers_of(store.answers(), questions_of(checks, catalogue), findings, today)
    assessment = assess(
        findings, cards(checks), everybody, catalogue, complete=complete,
        expected=None if expected is None else sorted(expected),
        population=_population(store, row, findings, by_key, evidence), answers=worth(answers, today),
    )  # fmt: skip
    ledger, kept = _ledger(store.touches_of(scan), by_key), _notes(store, scan, evidence, notes)
    audit = _audit(row, complete, everybody, findings, checks, catalogue, assessment, ledger, kept)
    owner = {"answers": answers, "accepted": accepted_of(accepted, findings, everybody, today)}
    rest = {"expected_list": expected is not None, "frameworks": _frameworks(checks, catalogue)}
    return with_history(store, row, audit.model_copy(update=owner | rest | told))


def requirements_of(checks: Checks) -> Catalogue:
    """The newest catalogue of requirements that a pack brings. Raises PackError when none does."""
    folders = [folder / "requirements" for folder in checks.folders]
    found = [latest(folder) for folder in folders if folder.is_dir()]
    if not found:
        raise PackError("no pack brings a catalogue of requirements: install the program again")
    return max(found, key=lambda one: (one.date, one.version))


def _frameworks(checks: Checks, catalogue: Catalogue) -> tuple[Framework, ...]:
    return frameworks([folder / "crosswalks" for folder in checks.folders], catalogue)


def locales_of(checks: Checks) -> list[Path]:
    """Where the packs' translations are."""
    return [folder / "locales" for folder in checks.folders if (folder / "locales").is_dir()]


def _assets(
    store: Store, row: ScanRow, evidence: Sequence[Evidence], expected: frozenset[str] | None, known: Rules
) -> dict[str, Asset]:
    met = inventory.gather(store.seen_of(row.id), evidence)
    ids = store.resolve_assets(row.id, inventory.sightings(met, known))
    context = inventory.Context(Zone(row.order.zone), expected, store.seen_between, known)
    found = inventory.assets(met, ids, context)
    told: dict[str, list[Evidence]] = {}
    for key, asset in found.items():
        told.setdefault(asset.id, []).extend(met[key].evidence)
    named = {asset.id: with_nmap(asset, told[asset.id]) for asset in found.values()}
    by_key = {key: named[asset.id] for key, asset in found.items()}
    by_mac = {met[key].mac.lower(): asset for key, asset in by_key.items() if met[key].mac}
    # What was overheard names its sender by its MAC address only.
    heard = {one.asset for one in evidence if one.asset not in by_key and one.asset.lower() in by_mac}
    return by_key | {key: by_mac[key.lower()] for key in sorted(heard)}


def _with_kinds(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Evidence of questions that were cut short, with the kind that other answers to them have."""
    kinds = {one.probe: one.wanted for one in evidence if one.wanted}
    return tuple(
        one if one.wanted else one.model_copy(update={"wanted": kinds.get(one.probe, "")}) for one in evidence
    )


def _population(
    store: Store,
    row: ScanRow,
    findings: Sequence[Finding],
    assets: dict[str, Asset],
    evidence: Sequence[Evidence],
) -> list[Place]:
    """Places that were judged in the last `MEMORY` and are not now, unless their door is closed today."""
    since = row.started - MEMORY
    earlier = [one for one in store.scans(SCANS_LOOKED_AT)
               if one.segment == row.segment and one.published and since < one.started < row.started]  # fmt: skip
    closed = {(assets[one.asset].id, one.service) for one in evidence
              if one.answer is Answer.CLOSED and one.asset in assets}  # fmt: skip
    told = [one for scan in earlier for one in store.findings_of(scan.id)]
    missing = {_place(one) for one in told if one.outcome is not Outcome.UNKNOWN} - set(map(_place, findings))
    left = [place for place in missing if (place.asset, place.service) not in closed]
    # A set has no order, and judging again must come to the same.
    return sorted(left, key=lambda place: (place.check, place.asset or "", str(place.service or "")))


def _earlier(store: Store, row: ScanRow) -> list[ScanRow]:
    """The whole audits before this scan, newest first; a question that was put again is no audit."""
    return [one for one in store.scans(SCANS_LOOKED_AT)
            if one.published and one.status == "complete" and one.started < row.started
            and not one.segment.endswith(RECHECK)]  # fmt: skip


def _last(store: Store, row: ScanRow) -> ScanRow | None:
    return next((one for one in _earlier(store, row) if one.segment == row.segment), None)


def _previous(store: Store, row: ScanRow) -> tuple[Asset, ...] | None:
    """The assets of the segment's latest whole scan before this one; None: there is none."""
    found = _last(store, row)
    return None if found is None else store.assets_of(found.id)


def _elsewhere(store: Store, row: ScanRow, assets: Sequence[Asset]) -> tuple[Asset, ...]:
    """These machines as the latest whole scans of other segments met them."""
    latest: dict[str, str] = {}
    for one in _earlier(store, row):
        latest.setdefault(one.segment, one.id)
    others = [scan for segment, scan in latest.items() if segment != row.segment]
    here = {asset.id for asset in assets}
    return tuple(asset for scan in others for asset in store.assets_of(scan) if asset.id in here)


def _place(finding: Finding) -> Place:
    return Place(check=finding.check, asset=finding.asset, service=finding.service)


def _ledger(touches: Sequence[Touch], assets: dict[str, Asset]) -> Ledger:
    """Sums by address; what went to addresses where nobody is counts as elsewhere."""
    by_address: dict[str, list[Touch]] = {}
    for touch in touches:
        by_address.setdefault(touch.asset, []).append(touch)
    here = [address for address in by_address if address in assets]
    out = {touch.asset for touch in touches if touch.kind == "egress"}
    return Ledger(
        touches=sum(map(_is_touch, touches)), frames=sum(touch.frames for touch in touches),
        assets=tuple(_asset_ledger(assets[address], address, by_address[address]) for address in here),
        elsewhere=sum(map(_is_touch, chain(*(by_address[a] for a in by_address.keys() - assets.keys() - out)))),
        outside=sum(touch.kind == "egress" for touch in touches),
    )  # fmt: skip


def _is_touch(touch: Touch) -> bool:
    return touch.kind != "farewell"


def _asset_ledger(asset: Asset, address: str, touches: Sequence[Touch]) -> AssetLedger:
    made = [touch for touch in touches if _is_touch(touch)]
    return AssetLedger(
        asset=asset.id, address=address, touches=len(made), frames=sum(touch.frames for touch in touches),
        what=tuple(Counter(touch.what for touch in made).most_common(ROWS_OF_LEDGER)),
    )  # fmt: skip


def _notes(store: Store, scan: str, evidence: Sequence[Evidence], told: Sequence[str]) -> tuple[str, ...]:
    """What was told before, and what cannot be judged now; judging again says nothing twice."""
    lost = store.unreadable_evidence(scan)
    now_lost = [f"{lost} {UNREADABLE}"] if lost else []
    nameless = [f"{one.asset}: the scan was cut short while {one.probe} was asked; it is not judged."
                for one in evidence if not one.wanted]  # fmt: skip
    kept = [note for note in told if not note.endswith(UNREADABLE)]
    carried = [CARRIED] if any(one.carried for one in evidence) else []
    return tuple(shortened(list(dict.fromkeys([*kept, *carried, *nameless, *now_lost]))))


def _audit(  # noqa: PLR0917 - every part of an audit, once
    row: ScanRow, complete: bool, assets: tuple[Asset, ...], findings: list[Finding], checks: Checks,
    catalogue: Catalogue, assessment: Assessment, ledger: Ledger, notes: tuple[str, ...],
) -> Audit:  # fmt: skip
    order: ScanOrder = row.order
    return Audit(
        scan=row.id, product_version=version("vaglio"), segment=row.segment, networks=order.networks,
        zone=order.zone, sensor=order.sensor, authorisation=order.authorisation,
        egress_test=str(order.egress_test or ""), client=order.client, engagement=order.engagement, started=row.started,
        ended=row.ended or now(), complete=complete, reason="" if complete else row.reason,
        catalogue=f"{catalogue.name} {catalogue.version}", catalogue_date=str(catalogue.date),
        assets=assets, findings=tuple(findings), checks=cards(checks), requirements=assessment.requirements,
        score=assessment.score, actions=assessment.actions, good=assessment.good,
        not_checked=assessment.not_checked, ledger=ledger, notes=notes,
    )  # fmt: skip
