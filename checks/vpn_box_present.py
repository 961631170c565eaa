"""Is there a firewall or router through which people may come in?"""

from checks._lists import box_by_maker, box_by_title, is_box
from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import AssetView


@check(
    id="vpn-box-present",
    title="A router or firewall may let people in from outside",
    why=(
        "Such boxes often let people work from home or from a supplier. "
        "That is fine as long as you know who, and as long as the box is kept up to date."
    ),
    what_to_do="Ask who has access, and remove those who left. Turn on a second proof beside the password.",
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.HOURS,
    message=(
        "Our network has a router or firewall at {asset} ({address}). "
        "Please tell us who can come in through it, and how they prove who they are. "
        "Please remove the accesses of those who left, and turn on a second proof beside the password. "
        "Please tell us which version it runs and until when the maker supports it."
    ),
    recheck="You have a list of who comes in, and you have gone through it this year.",
    needs=AssetView,
    severity=Severity.INFO,
    requirements={"R10": "hint"},
    references=("IEC 62443-3-3 SR 1.13",),
    applies=lambda view: is_box("vpn", view),
)
def vpn_box_present(view: AssetView) -> Verdict:
    if product := box_by_title("vpn", view):
        return not_met("Its start page says: {product}.", product=product)
    product = box_by_maker("vpn", view)
    return not_met("Its network card is from {product}, who makes such boxes.", product=product)
