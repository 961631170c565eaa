"""Is a machine gone that was there before, or that should be there?"""

from ipaddress import ip_address

from checks._segment import named, pairs, some
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SegmentView


@check(
    id="vanished-device",
    title="Some devices did not answer any more",
    why=(
        "A device that is gone may only be switched off. "
        "It may also be broken, moved or taken away, with your data on it."
    ),
    what_to_do="Go and look. If it is off, note that. If it is gone for good, take it off your list.",
    who=Actor.OWNER,
    effort=Effort.HOURS,
    message=(
        "Our audit did not find devices that should be on our network. "
        "Please look at the list in the report and tell us where each one is. "
        "Please tell us whether it is switched off, moved or thrown away. "
        "If it was thrown away, please tell us what became of the data on it."
    ),
    recheck="The next audit finds these devices again, or they are off the list.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R1": "evidence", "R12": "hint"},
    references=("IEC 62443-3-3 SR 7.8", "IEC 62443-3-3 SR 6.2"),
    praise="Every device that should be there was there.",
)
def vanished_device(view: SegmentView) -> Verdict:
    if view.previous is None and view.expected is None:
        return unknown("There is no earlier audit and no list to compare with.")
    if not view.complete:
        return unknown("Not all of the network was seen.")
    before = view.previous or ()
    still = {asset.id for asset, _ in pairs(before, view.assets)}
    gone, absent = [asset for asset in before if asset.id not in still], _absent(view)
    if gone:
        return not_met("Not there any more: {count} ({shown}).", count=len(gone), shown=named(gone))
    if absent:
        return not_met(
            "On your list, but not found: {count} ({shown}).", count=len(absent), shown=some(absent)
        )
    return met("Nothing is missing.")


def _absent(view: SegmentView) -> list[str]:
    """Addresses of the list at which nobody was; its MAC addresses go unseen behind a router."""
    here = {address for asset in view.assets for address in asset.addresses}
    return [entry for entry in view.expected or () if _is_address(entry) and entry not in here]


def _is_address(entry: str) -> bool:
    try:
        return bool(ip_address(entry))
    except ValueError:
        return False
