"""Does an OPC UA server protect its connections with methods that still hold?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import OpcUaServer

# Withdrawn by the OPC Foundation: both rest on SHA-1.
WITHDRAWN = ("Basic128Rsa15", "Basic256")


@check(
    id="opcua-weak-policy",
    title="An OPC UA server uses outdated protection",
    why=(
        "The data of the machine travel with old protection, or with none. "
        "Someone on the network could read them or change them on the way."
    ),
    what_to_do=(
        "Turn off the old methods. Keep those that the maker names as current. "
        "Check first that the programs that read the data know them."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The OPC UA server {asset} ({address}) offers outdated security policies, or none. "
        "Please turn off Basic128Rsa15 and Basic256. "
        "Please offer Basic256Sha256 or newer, with signing and encryption. "
        "Tell us if a connected program can't do that, and when it can be updated."
    ),
    recheck="The next audit reads the list of endpoints and finds current policies.",
    needs=OpcUaServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R13": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 3.1", "IEC 62443-3-3 SR 4.3"),
    praise="The OPC UA servers that we asked protect their data with current methods.",
)
def opcua_weak_policy(server: OpcUaServer) -> Verdict:
    policies = {end.policy for end in server.endpoints}
    if not policies:
        return unknown("It listed no endpoint.")
    old = sorted(policies & set(WITHDRAWN))
    if old:
        return not_met("It still offers {policies}.", policies=", ".join(old))
    if policies == {"None"}:
        return not_met("It offers no protection at all.")
    return met("It offers no outdated method.")
