"""Is there anything on the network of which one can't tell what it is?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView
from scanner.model import Asset

SHOWN = 5


@check(
    id="unidentified-devices",
    title="We could not tell what some devices are",
    why=(
        "You can look after a device only if you know what it is. "
        "Some did not tell us their maker, their model or their task."
    ),
    what_to_do="Find these devices and write down what they are and who looks after them.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Our audit could not tell what some devices on our network are. "
        "Please look at the list in the report. "
        "For each one, tell us its maker, its model, where it stands and what it is for. "
        "Please add them to our list of devices."
    ),
    recheck="Each device is on the list with its maker and its task.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R1": "evidence"},
    references=("IEC 62443-3-3 SR 7.8",),
    praise="We could tell what every device is.",
)
def unidentified_devices(view: SegmentView) -> Verdict:
    if not view.assets:
        return unknown("No device was found.")
    nameless = [asset for asset in view.assets if not _told(asset)]
    if nameless:
        shown = ", ".join(asset.addresses[0] for asset in nameless[:SHOWN])
        return not_met(
            "Devices that did not tell what they are: {count} ({shown}).", count=len(nameless), shown=shown
        )
    if not view.complete:
        return unknown("Not all of the network was seen.")
    return met("Every device told what it is.")


def _told(asset: Asset) -> bool:
    return bool(asset.vendor or asset.product) or asset.role not in ("", "unknown")
