"""Does a computer ask the whole network for names (LLMNR)?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import Announcement


@check(
    id="llmnr-asked",
    title="A computer asks the whole network for a name",
    why=(
        "It believes whoever answers. An intruder can pass for the server that it looks for. "
        "So passwords are collected."
    ),
    what_to_do="Turn off LLMNR. Then names come from your own name server only.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "While we listened, {asset} ({address}) asked every computer for a name (LLMNR). "
        "Please turn off LLMNR on all Windows computers, by group policy if you have one. "
        "Please check first that the name server knows all names that people and machines use."
    ),
    recheck="The next audit listens, and hears no such question.",
    needs=Announcement,
    severity=Severity.LOW,
    requirements={"R5": "hint"},
    references=("CWE-290", "IEC 62443-3-3 SR 7.7"),
    applies=lambda heard: heard.protocol == "llmnr",
)
def llmnr_asked(heard: Announcement) -> Verdict:
    # Every such question is the fault; nobody is asked for it, so silence proves nothing.
    if name := heard.details.get("asked", ""):
        return not_met("It asked everybody for the name {name}.", name=name)
    return not_met("It asked everybody for a name.")
