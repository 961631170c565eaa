"""Does more than one device hand out addresses?"""

from checks._segment import some
from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import Announcement, SegmentView
from scanner.model import Evidence

OFFER, ACK = "2", "5"
"""Message types that only a server sends (RFC 2132, section 9.6)."""


@check(
    id="rogue-dhcp",
    title="More than one device hands out addresses",
    why=(
        "Two devices that hand out addresses get in each other's way, and machines drop off the network. "
        "The second may be a forgotten router, or one that leads your data astray."
    ),
    what_to_do="Find the second one. Switch this service off there, or unplug the box.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Our audit heard more than one DHCP server on our network; the report gives their addresses. "
        "Please tell us which of them is the right one. "
        "Please switch the service off on the others, or unplug them. "
        "If two of them are meant to stand in for each other, please tell us so."
    ),
    recheck="The next audit hears one device only that hands out addresses.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    requirements={"R1": "hint", "R12": "hint"},
    references=("CWE-300", "IEC 62443-3-3 SR 5.1"),
    praise="We heard one device only that hands out addresses.",
)
def rogue_dhcp(view: SegmentView) -> Verdict:
    servers = sorted({server for one in view.evidence if (server := _server(one))})
    if len(servers) > 1:
        return not_met(
            "Devices that hand out addresses: {count} ({shown}).", count=len(servers), shown=some(servers)
        )
    if servers and view.complete:
        return met("Only {server} was heard handing out addresses.", server=servers[0])
    return unknown("While we listened, nobody was heard handing out addresses.")


def _server(one: Evidence) -> str:
    """The server that a message is from, or that a client names to everybody; empty: none is named."""
    said = one.fact
    if not isinstance(said, Announcement) or said.protocol != "dhcp":
        return ""
    # A relay passes offers on: the server's own word counts more than who sent the frame.
    from_server = said.details.get("message-type") in (OFFER, ACK)
    return said.details.get("server_id", "") or (one.asset if from_server else "")
