"""Is there a machine that the last audit did not meet?"""

from checks._segment import named, pairs
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView


@check(
    id="new-device",
    title="There are new devices since the last audit",
    why=(
        "A new device should be there because someone wanted it. "
        "If nobody did, it may be a mistake, or something that does not belong to you."
    ),
    what_to_do="Ask who plugged it in. Put it on your list, or unplug it.",
    who=Actor.OWNER,
    effort=Effort.HOURS,
    message=(
        "Our audit found devices that were not there the last time. "
        "Please look at the list in the report and tell us which of them are yours. "
        "For each one, tell us what it does and since when it is there. "
        "We will then put it on our list or unplug it."
    ),
    recheck="The next audit finds no device that is not on the list.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R1": "evidence", "R12": "hint"},
    references=("IEC 62443-3-3 SR 7.8", "IEC 62443-3-3 SR 6.2"),
    praise="There is no new device since the last audit.",
)
def new_device(view: SegmentView) -> Verdict:
    if view.previous is None:
        return unknown("There is no earlier audit of this network to compare with.")
    # A device on the owner's list was wanted, however new it is.
    known = {asset.id for _, asset in pairs(view.previous, view.assets)}
    new = [asset for asset in view.assets if asset.id not in known and not asset.expected]
    if new:
        return not_met("New since the last audit: {count} ({shown}).", count=len(new), shown=named(new))
    if not view.complete:
        return unknown("Not all of the network was seen.")
    return met("Every device was there in the last audit, or is on your list.")
