"""Is a computer open to rlogin, rsh or rexec?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import RloginDoor


@check(
    id="rlogin-open",
    title="A computer can be run from afar by an outdated service",
    why=(
        "This service is from the early days. It believes what the other side says about itself, "
        "and it sends everything in clear."
    ),
    what_to_do="Turn it off and use SSH. If a machine needs it, let only that machine in.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) has a port of rlogin, rsh or rexec open. "
        "Please turn these services off and use SSH in their place. "
        "Please check first whether a machine tool sends its programs this way. "
        "If so, please allow the port only from that machine."
    ),
    recheck="The next audit finds these ports closed.",
    needs=RloginDoor,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R6": "evidence", "R10": "hint"},
    weight=2,
    references=("CWE-319", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 4.1"),
)
def rlogin_open(door: RloginDoor) -> Verdict:
    # Nothing was said there, so what answers is known by its port only.
    return not_met("The port of {service} is open.", service=door.service)
