"""report.json: everything in one document for programs, as docs/report.schema.json describes it."""

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reports import order
from reports.document import (
    TEXT_LIMIT,
    ActionOut,
    AssetLedgerOut,
    AssetOut,
    ChangeOut,
    Document,
    FindingOut,
    LedgerOut,
    NotCheckedOut,
    Place,
    RequirementOut,
    ScanOut,
    ScoreOut,
    SentOut,
    ServiceOut,
)
from reports.i18n import Language, named
from reports.lookup import Lookup
from scanner.model import (
    Action,
    Asset,
    AssetLedger,
    Audit,
    Change,
    Finding,
    NotChecked,
    RequirementScore,
    Service,
)

_UNSEEN = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_BROKEN = re.compile("[\ud800-\udfff]")

AS_THEY_ARE = ("previous", "moved", "trend", "accepted", "frameworks")
"""What the document takes over as the audit has it."""


class JsonReport:
    """The machine-readable report. Texts are in the report's language; ids and keys never are."""

    name = "json"
    suffix = ".json"

    def render(self, audit: Audit, language: str, locales: Sequence[Path] = ()) -> bytes:
        speak = named(language, locales)
        return written(document(audit, speak), speak)


def document(audit: Audit, language: Language) -> Document:
    """The audit as the published document, sorted."""
    known = Lookup(audit, language)
    requirements = sorted(audit.requirements, key=lambda requirement: order.natural(requirement.id))
    return Document(
        language=language.tag,
        scan=_scan(audit, language),
        score=ScoreOut.model_validate(audit.score.model_dump()),
        assets=tuple(_asset(asset) for asset in known.machines),
        findings=tuple(_finding(known, finding) for finding in known.findings),
        requirements=tuple(_requirement(requirement, language) for requirement in requirements),
        actions=tuple(_action(known, action) for action in known.actions),
        good=tuple(language.render(text) for text in audit.good),
        not_checked=_not_checked(audit, language),
        ledger=_ledger(audit),
        changes=tuple(_change(change, language) for change in audit.changes),
        answers=tuple(one.model_copy(update={"title": language.t(one.title)}) for one in audit.answers),
        **{name: getattr(audit, name) for name in AS_THEY_ARE},
        known=audit.known,
        sources=audit.sources,
    )


def _change(change: Change, language: Language) -> ChangeOut:
    why = language.render(change.why) if change.why else ""
    about = {"check": change.check or None, "asset": change.asset or None}
    return ChangeOut(kind=change.kind, title=change.title, why=why, **about)


def _requirement(score: RequirementScore, language: Language) -> RequirementOut:
    words = {"title": language.t(score.title), "theme": language.t(score.theme)}
    return RequirementOut.model_validate(score.model_dump() | words)


def _scan(audit: Audit, language: Language) -> ScanOut:
    known = {name: getattr(audit, name) for name in ScanOut.model_fields if name != "id"}
    known["reason"] = language.phrase(audit.reason)
    known["notes"] = tuple(language.phrase(note) for note in audit.notes)
    return ScanOut(id=audit.scan, **known)


def _asset(asset: Asset) -> AssetOut:
    services = sorted(asset.services, key=lambda seen: order.place(seen.service))
    told = asset.model_dump(include={"identifications", "contradictions"})
    left = {"services", *told}
    known = {name: getattr(asset, name) for name in AssetOut.model_fields if name not in left}
    out = (
        ServiceOut(
            transport=seen.service.transport,
            port=seen.service.port,
            protocol=seen.protocol,
            product=seen.product,
            version=seen.version,
        )
        for seen in services
    )
    return AssetOut.model_validate(known | told | {"services": tuple(out)})


def _place(service: Service | None) -> Place | None:
    return Place(transport=service.transport, port=service.port) if service else None


def _finding(known: Lookup, finding: Finding) -> FindingOut:
    fields = {name: getattr(finding, name) for name in FindingOut.model_fields if hasattr(finding, name)}
    requirements = sorted(finding.requirements, key=order.natural)
    fields |= {
        "title": known.check_title(finding.check),
        "service": _place(finding.service),
        "requirements": tuple(requirements),
        "requirement_strength": {name: finding.requirements[name] for name in requirements},
        "why": known.language.render(finding.why),
        "severity_why": known.language.render(finding.severity_why) if finding.severity_why else None,
    }
    return FindingOut(**fields)


def _action(known: Lookup, action: Action) -> ActionOut:
    card = known.cards.get(action.check)
    fields: dict[str, Any] = {
        name: getattr(action, name) for name in ActionOut.model_fields if hasattr(action, name)
    }
    for name in ("why", "what_to_do", "recheck"):
        fields[name] = known.language.t(getattr(card, name)) if card else ""
    for name in ("who", "effort", "cost", "stops_production"):
        fields[name] = getattr(card, name) if card else ""
    fields["title"] = known.check_title(action.check)
    fields["deadline"] = known.deadline(action)
    fields["message"] = known.message(action)
    return ActionOut(**fields)


def _not_checked(audit: Audit, language: Language) -> tuple[NotCheckedOut, ...]:
    def key(left: NotChecked) -> tuple[object, ...]:
        return (left.asset, left.check, *order.place(left.service), left.reason.template)

    return tuple(
        NotCheckedOut(
            asset=left.asset or None,
            check=left.check or None,
            service=_place(left.service),
            reason=language.render(left.reason),
        )
        for left in sorted(audit.not_checked, key=key)
    )


def _ledger(audit: Audit) -> LedgerOut:
    whole = audit.ledger
    rows = sorted(whole.assets, key=lambda row: (order.by_address(row.address), row.asset))
    return LedgerOut(
        touches=whole.touches,
        packets=whole.frames,
        elsewhere=whole.elsewhere,
        outside=whole.outside,
        assets=tuple(_sent(row) for row in rows),
    )


def _sent(row: AssetLedger) -> AssetLedgerOut:
    what = tuple(SentOut(request=request, count=count) for request, count in row.what)
    return AssetLedgerOut(
        asset=row.asset, address=row.address, touches=row.touches, packets=row.frames, what=what
    )


def written(document: Document, language: Language) -> bytes:
    """UTF-8, in the models' order. Characters that can't be seen are escaped, so that a terminal that
    shows the file is not fooled; halves of a surrogate pair, which no reader accepts, become U+FFFD.
    """
    plain = _bounded(document.model_dump(mode="python", by_alias=True), language)
    text = json.dumps(plain, ensure_ascii=False, indent=2, default=_plain) + "\n"
    text = _BROKEN.sub("\ufffd", text)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text).encode()


def _bounded(value: Any, language: Language) -> Any:
    """The same with every text cut at its limit: a machine may call itself by a name of any length."""
    if isinstance(value, str):
        return value if len(value) <= TEXT_LIMIT else language.cut(value, TEXT_LIMIT)
    if isinstance(value, dict):
        return {_bounded(name, language): _bounded(each, language) for name, each in value.items()}
    return [_bounded(each, language) for each in value] if isinstance(value, list | tuple) else value


def _plain(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)
