"""Does a device offer itself to everyone over UPnP?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import Announcement


@check(
    id="upnp-announced",
    title="A device offers itself to everyone over UPnP",
    why=(
        "UPnP is made for homes. It asks for no password, and on a router it can open doors to the internet."
    ),
    what_to_do="Turn UPnP off, first of all on routers. Leave it only where a program needs it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) offers itself to every computer on our network over UPnP. "
        "Please turn UPnP off if no program needs it. "
        "If it is a router, please turn it off in any case, and check which ports were opened."
    ),
    recheck="The next audit listens, and hears no such offer.",
    needs=Announcement,
    severity=Severity.LOW,
    requirements={"R5": "hint", "R10": "hint"},
    references=("CWE-306", "IEC 62443-3-3 SR 7.7"),
    applies=lambda heard: heard.protocol == "ssdp",
)
def upnp_announced(heard: Announcement) -> Verdict:
    if server := heard.details.get("server", ""):
        return not_met("It offers itself as {server}.", server=server)
    return not_met("It offers itself over UPnP.")
