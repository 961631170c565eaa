"""Does an OPC UA server let in clients that don't say who they are?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import OpcUaServer


@check(
    id="opcua-anonymous",
    title="An OPC UA server lets in anyone",
    why=(
        "This server gives the data of the machine to anyone who asks. "
        "It may also take orders from them. Nobody can tell later who it was."
    ),
    what_to_do=(
        "Turn off access without a name. Give each program its own name and password. "
        "Keep only the connections that are encrypted."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The OPC UA server {asset} ({address}) lets clients in without a name. "
        "Please turn off the Anonymous token and the endpoint without security. "
        "Please create one user for each program that reads from it. "
        "Before the change, tell us which programs are connected today. "
        "We will then enter the new users there."
    ),
    recheck="The next audit reads the list of endpoints, and none of them is open to clients without a name.",
    needs=OpcUaServer,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R7": "evidence", "R13": "hint"},
    weight=3,
    stop=True,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="The OPC UA servers that we asked want to know who connects.",
)
def opcua_anonymous(server: OpcUaServer) -> Verdict:
    if not server.endpoints:
        return unknown("It listed no endpoint.")
    open_to_all = {end.mode for end in server.endpoints if "anonymous" in end.tokens}
    if "None" in open_to_all:
        return not_met("It offers an endpoint without security to clients without a name.")
    if "Sign" in open_to_all:
        return not_met("Clients without a name may connect; others can read what they say.", Severity.MEDIUM)
    if open_to_all:
        # The server may still trust only known certificates; seeing that would take a session.
        return unknown(
            "Clients without a name may connect if it trusts their certificate; that was not tried."
        )
    return met("Each endpoint asks the client who it is.")
