"""Does a machine say something else about itself than in the last audit?"""

from collections.abc import Iterator

from checks._segment import pairs, some
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView
from scanner.model import Asset

TOLD = {
    "vendor": "maker", "product": "product", "model": "model", "order_number": "order number",
    "version": "version", "serial": "serial number", "mac": "network card",
}  # fmt: skip


@check(
    id="changed-device",
    title="Some devices have changed since the last audit",
    why=(
        "A new version may be a good update. A new part may be a repair. "
        "If nobody knows about it, somebody worked on your machine without asking."
    ),
    what_to_do="Ask who changed it and why. Write it down, and save the machine's new program.",
    who=Actor.OWNER,
    effort=Effort.HOURS,
    message=(
        "Our audit shows that devices have changed since the last time. "
        "Please look at the list in the report and tell us which changes were yours. "
        "For each one, tell us who did it, when and why. "
        "Please send us the new backup of the machine."
    ),
    recheck="For each change you know who made it, and the next audit finds no other.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R9": "hint", "R12": "hint"},
    references=("IEC 62443-3-3 SR 3.4", "IEC 62443-3-3 SR 7.8"),
    praise="No device has changed since the last audit.",
)
def changed_device(view: SegmentView) -> Verdict:
    if view.previous is None:
        return unknown("There is no earlier audit of this network to compare with.")
    both = pairs(view.previous, view.assets)
    changed = [text for old, new in both if (text := ", ".join(_changes(old, new)))]
    if changed:
        return not_met(
            "Changed since the last audit: {count} ({shown}).", count=len(changed), shown=some(changed)
        )
    told = [new for _, new in both if any(getattr(new, field) for field in TOLD)]
    if not told or not view.complete:
        return unknown("Too few devices told what they are.")
    return met("What the devices say about themselves has not changed.")


def _changes(old: Asset, new: Asset) -> Iterator[str]:
    """Only what both audits were told: an answer that is missing is no change."""
    for field, word in TOLD.items():
        before, after = getattr(old, field), getattr(new, field)
        if before and after and before.lower() != after.lower():
            yield f"{new.addresses[0]} {word} {before} → {after}"
