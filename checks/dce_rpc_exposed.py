"""Is the door of Windows remote calls open?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import DceRpcDoor


@check(
    id="dce-rpc-exposed",
    title="Windows remote calls are open to everyone",
    why=(
        "Through this door programs on other computers are started. "
        "Worms have used it, and old OPC links between machines need it."
    ),
    what_to_do="Allow it only from the computers that need it. Replace old OPC links by OPC UA.",
    who=Actor.IT,
    effort=Effort.DAYS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) accepts Windows remote calls (port 135) from every computer on our network. "
        "Please allow them only from the computers that need them. "
        "Please check first whether an OPC link to a machine uses it. "
        "If so, please plan to replace it by OPC UA."
    ),
    recheck="The next audit finds this port closed.",
    needs=DceRpcDoor,
    severity=Severity.INFO,
    requirements={"R4": "hint"},
    references=("IEC 62443-3-3 SR 5.2", "IEC 62443-3-3 SR 7.7"),
)
def dce_rpc_exposed(_: DceRpcDoor) -> Verdict:
    return not_met("Its port for remote calls is open.")
