"""Does it depend on something that a device did not tell whether it has a known weak point?"""

from checks._known import count, named
from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import AssetKnown


@check(
    id="firmware-unknown",
    title="Look up the firmware version of a device",
    why=(
        "Weak points of such devices are known. Whether this one has them depends on its version. "
        "It did not tell us enough, so we do not count them."
    ),
    what_to_do=(
        "Read the version on the device or in its program, and compare it with the list in the report. "
        "Write it down in your list of devices."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    message=(
        "We could not read all that we need of {asset} ({address}). "
        "Please tell us its exact model, its order number and its firmware version. "
        "Please tell us whether a newer version exists, and whether the machine bears it. "
        "The report lists the weak points that it may have."
    ),
    recheck="You know the version, and the known weak points of it have been looked at.",
    needs=AssetKnown,
    severity=Severity.LOW,
    requirements={"R9": "hint", "R1": "hint"},
    references=("IEC 62443-3-3 SR 7.8", "IEC 62443-2-3"),
    applies=lambda view: bool(view.possible) or not view.firmware_known,
)
def firmware_unknown(view: AssetKnown) -> Verdict:
    found = view.possible
    if not view.firmware_known:
        return not_met(
            "It did not tell its firmware version. Weak points that it may have: {number} ({names}).",
            number=count(found), names=named(found) or "-",
        )  # fmt: skip
    return not_met(
        "Its version alone does not tell whether it has these weak points: {number} ({names}).",
        number=count(found), names=named(found),
    )  # fmt: skip
