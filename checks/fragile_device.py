"""Did a device fall silent while it was asked a few polite questions?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import Fragility


@check(
    id="fragile-device",
    title="A device can't bear being asked",
    why=(
        "This device fell silent or slow after a few polite questions. "
        "Any trouble on the network can stop it too. We left it alone from then on."
    ),
    what_to_do=(
        "Look whether it works as it should. "
        "Do not scan it again before you have talked to its builder. Save its program and settings."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.DAYS,
    stops_production=Stops.PLANNED,
    message=(
        "{asset} ({address}) fell silent or slow when our audit asked it a few harmless questions. "
        "Please check whether it works as it should. "
        "Please tell us whether there is newer firmware that bears more traffic. "
        "Until then we will leave it out of our audits. "
        "Please also give us a copy of its program and settings, so that we can restart it after a failure."
    ),
    recheck="After the builder has answered, an audit asks it again, and it keeps answering.",
    needs=Fragility,
    severity=Severity.MEDIUM,
    requirements={"R8": "hint", "R13": "hint"},
    references=("IEC 62443-3-3 SR 7.3", "IEC 62443-3-3 SR 7.4"),
)
def fragile_device(trouble: Fragility) -> Verdict:
    if trouble.kind_of_trouble == "silent":
        return not_met("It fell silent while it was asked.")
    if trouble.kind_of_trouble == "slow":
        return not_met("It became slow while it was asked.")
    # A flood or a drip of bytes is an odd service more often than a weak device.
    return not_met("It answered in a way that does not end.", Severity.LOW)
