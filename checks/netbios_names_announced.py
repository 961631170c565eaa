"""Does a computer call out its name over NetBIOS?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import Announcement


@check(
    id="netbios-names-announced",
    title="A computer calls out its name over an outdated service",
    why=(
        "This old service believes every answer. An intruder who hears the call can pass for a server. "
        "So passwords are collected."
    ),
    what_to_do="Turn off NetBIOS over TCP/IP and LLMNR. Try it on one computer first.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "While we listened, {asset} ({address}) called out its name over NetBIOS. "
        "Please turn off NetBIOS over TCP/IP on it, and LLMNR as well. "
        "Please check first that no old program or machine still needs it."
    ),
    recheck="The next audit listens, and hears no such call.",
    needs=Announcement,
    severity=Severity.INFO,
    requirements={"R5": "hint"},
    references=("CWE-290", "IEC 62443-3-3 SR 7.7"),
    applies=lambda heard: heard.protocol == "nbns",
)
def netbios_names_announced(heard: Announcement) -> Verdict:
    if heard.names:
        return not_met("It called out the name {name}.", name=heard.names[0])
    return not_met("It called out over NetBIOS.")
