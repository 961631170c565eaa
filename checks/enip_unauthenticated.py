"""Does a controller answer strangers over EtherNet/IP?"""

from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import EthernetIpIdentity


@check(
    id="enip-unauthenticated",
    title="A controller answers anyone over EtherNet/IP",
    why=(
        "EtherNet/IP asks nobody for a password. Anyone on this network can send commands to the machine. "
        "One wrong command can stop a line or spoil a batch."
    ),
    what_to_do=(
        "Let only the computers that need it talk to this machine. "
        "A small firewall in front of it does that. The machine itself need not change."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) answers EtherNet/IP requests from every computer on our network. "
        "The protocol has no login there. Please allow port 44818 (TCP and UDP) and UDP port 2222 only from "
        "the devices that need them. Please ask the machine builder which devices those are. "
        "We will agree on a short pause of the machine for the change."
    ),
    recheck="The next audit gets no EtherNet/IP answer from this machine.",
    needs=EthernetIpIdentity,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R4": "hint"},
    weight=3,
    stop=True,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1", "IEC 62443-3-3 SR 5.1"),
)
def enip_unauthenticated(identity: EthernetIpIdentity) -> Verdict:
    # ListIdentity is answered before any session, so the answer shows that strangers are heard.
    name = f"{identity.vendor} {identity.product_name}".strip()
    if not name:
        return not_met("It answered a stranger over EtherNet/IP, without a login.")
    return not_met("It told a stranger that it is {name}, without a login.", name=name)
