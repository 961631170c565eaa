"""Does a router or firewall stand among the machines?"""

from collections.abc import Iterator

from checks._lists import is_box
from checks._segment import named
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import Announcement, AssetView, SegmentView
from scanner.model import Asset, Zone

INTERNET_GATEWAY = ":internetgatewaydevice:"
"""Device type of a router (UPnP Forum, InternetGatewayDevice:1, section 2.1)."""


@check(
    id="gateway-on-plant-segment",
    title="A router or firewall stands among the machines",
    why=(
        "Such a box leads out of the plant, and whoever is outside may come in. "
        "That is fine if you know of it. A forgotten one is an open door."
    ),
    what_to_do="Find out whose box it is and where it leads. Unplug it if nobody needs it.",
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.HOURS,
    message=(
        "Our audit found a router or firewall among our machines; the report gives its address. "
        "Please tell us whose it is, where it leads and what it lets through. "
        "Its settings should be open to one computer only, not to all machines. "
        "Please draw it into the plan of our network."
    ),
    recheck="You know what each of these boxes is for, and it is in the plan of your network.",
    needs=SegmentView,
    severity=Severity.LOW,
    requirements={"R4": "hint", "R10": "hint"},
    references=("IEC 62443-3-3 SR 5.2", "IEC 62443-3-3 SR 1.13"),
    praise="We saw no router among the machines.",
    # In an office a router is at home.
    applies=lambda view: view.zone in (Zone.OT, Zone.MIXED),
)
def gateway_on_plant_segment(view: SegmentView) -> Verdict:
    boxes = [
        asset for asset in view.assets if asset.role in ("router", "firewall") or _leads_out(view, asset)
    ]
    if boxes:
        return not_met("Routers or firewalls: {count} ({shown}).", count=len(boxes), shown=named(boxes))
    known = sum(asset.role not in ("", "unknown") for asset in view.assets)
    if not view.complete or 2 * known <= len(view.assets):
        return unknown("Too few devices told what they are.")
    return met("No device showed itself to be a router or firewall.")


def _leads_out(view: SegmentView, asset: Asset) -> bool:
    mine = AssetView(asset=asset, evidence=tuple(
        one for one in view.evidence if one.asset in asset.addresses or one.asset == asset.mac
    ))  # fmt: skip
    box = is_box("router", mine) or is_box("vpn", mine)
    return box or any(INTERNET_GATEWAY in text for text in _announced(mine))


def _announced(view: AssetView) -> Iterator[str]:
    for said in view.heard(Announcement):
        yield " ".join(said.details.values()).lower()
