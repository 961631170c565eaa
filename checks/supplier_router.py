"""Is there a box through which a supplier comes in?"""

from checks._lists import box_by_maker, box_by_title, is_box
from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import AssetView


@check(
    id="supplier-router",
    title="A box for remote maintenance is on the network",
    why=(
        "Through such a box a supplier works on your machine from afar. "
        "If nobody at your place can shut it, it is an open door to the plant."
    ),
    what_to_do="Find out whose box it is. Switch it on only while someone works, and write down who and when.",
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    message=(
        "We found a box for remote maintenance on our network: {asset} ({address}). "
        "Please tell us whether it is yours, who can come in with it, and to which machines. "
        "We would like it to be off as a rule, with a switch on our side. "
        "Please tell us how you keep its software up to date, and send us a list of the last visits."
    ),
    recheck="You know who comes in, and the box is off or gone in the next audit.",
    needs=AssetView,
    severity=Severity.MEDIUM,
    requirements={"R10": "evidence", "R11": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 1.13", "IEC 62443-3-3 SR 5.2"),
    applies=lambda view: is_box("router", view),
)
def supplier_router(view: AssetView) -> Verdict:
    if product := box_by_title("router", view):
        return not_met("Its start page says: {product}.", product=product)
    product = box_by_maker("router", view)
    # A maker's name is a hint: the same maker may build other things.
    return not_met("Its network card is from {product}, who makes such boxes.", Severity.LOW, product=product)
