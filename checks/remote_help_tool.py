"""Does a program for remote help wait on a computer?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import RemoteHelpDoor


@check(
    id="remote-help-tool",
    title="A program for remote help seems to wait",
    why=(
        "Such programs let people in past the firewall. "
        "They are handy for help, and also for those who have stolen a password."
    ),
    what_to_do="Find out who uses it. Remove it if nobody does. Else start it only when help is needed.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) has a port open that programs for remote help use. "
        "Please tell us which program it is, who put it there and who can come in. "
        "Please remove it if nobody needs it. "
        "If it is needed, please turn on a second proof beside the password, and start it only on request."
    ),
    recheck="The next audit finds this port closed.",
    needs=RemoteHelpDoor,
    severity=Severity.MEDIUM,
    requirements={"R10": "evidence"},
    references=("IEC 62443-3-3 SR 1.13", "IEC 62443-3-3 SR 7.7"),
)
def remote_help_tool(door: RemoteHelpDoor) -> Verdict:
    return not_met("The port that {product} has as delivered is open.", product=door.product)
