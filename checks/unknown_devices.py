"""Is there anything on the network that nobody approved?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView
from scanner.model import Asset

SHOWN = 5


@check(
    id="unknown-devices",
    title="There are devices that nobody approved",
    why=(
        "A device that nobody knows is a device that nobody looks after. "
        "It may be a forgotten router, or something that does not belong to you."
    ),
    what_to_do="Go through the list of new devices. Approve the ones you know. Unplug the others.",
    who=Actor.OWNER,
    effort=Effort.HOURS,
    message=(
        "Our audit found devices on our network that are not on our list. "
        "Please look at the list in the report and tell us which of them are yours. "
        "For each one, tell us what it does and who looks after it. "
        "We will then approve it or unplug it."
    ),
    recheck="The next audit finds only devices that are on the list.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    requirements={"R1": "evidence"},
    weight=2,
    references=("IEC 62443-3-3 SR 7.8",),
    praise="Every device that we found is on your list.",
)
def unknown_devices(view: SegmentView) -> Verdict:
    if view.expected is None:
        return unknown("No list of approved devices was given.")
    listed = {entry.lower() for entry in view.expected}
    strangers = [asset for asset in view.assets if not _names(asset) & listed]
    if strangers:
        shown = ", ".join(asset.addresses[0] for asset in strangers[:SHOWN])
        return not_met("Not on the list: {count} ({shown}).", count=len(strangers), shown=shown)
    if not view.complete or not view.assets:
        return unknown("Not all of the network was seen.")
    return met("Every device that was found is on the list.")


def _names(asset: Asset) -> set[str]:
    return {name.lower() for name in (asset.id, asset.mac, *asset.addresses)} - {""}
