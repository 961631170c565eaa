"""Do several OPC UA servers show one and the same certificate?"""

from checks._shared import owners
from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met
from scanner.evidence import OpcUaServer, SegmentView

SHOWN = 8


def _fingerprint(server: OpcUaServer) -> str:
    return server.certificate.sha256 if server.certificate else ""


def _holders(view: SegmentView) -> list[list[str]]:
    """For each certificate the addresses of the servers that show it."""
    return list(owners(view, OpcUaServer, _fingerprint).values())


def _several(view: SegmentView) -> bool:
    """Whether there are two servers to compare."""
    return len({address for holders in _holders(view) for address in holders}) > 1


@check(
    id="opcua-shared-certificate",
    title="Several OPC UA servers share one certificate",
    why=(
        "A certificate is the identity card of a server. "
        "Who gets the key out of one machine can then pass for all the others."
    ),
    what_to_do="Have each server make a certificate of its own. Enter the new ones in the programs that read.",
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "In our network several OPC UA servers show the same certificate. "
        "This happens when the image of one machine is copied to others, or the maker delivers one for all. "
        "Please make a certificate and a key of its own for each server. "
        "The programs that read from the servers must trust the new ones on the same day."
    ),
    recheck="The next audit reads the certificates, and no two servers show the same.",
    needs=SegmentView,
    severity=Severity.MEDIUM,
    # That no two are alike does not show that each is good: other checks look at that.
    requirements={"R6": "contradiction"},
    references=("CWE-321", "IEC 62443-3-3 SR 1.8"),
    praise="No two OPC UA servers that we asked share a certificate.",
    applies=_several,
)
def opcua_shared_certificate(view: SegmentView) -> Verdict:
    shared = [holders for holders in _holders(view) if len(holders) > 1]
    if not shared:
        return met("Each OPC UA server that showed a certificate has its own.")
    addresses = sorted(address for holders in shared for address in holders)
    more = "" if len(addresses) <= SHOWN else ", …"
    return not_met(
        "Servers with the same certificate as another: {count} ({addresses}).",
        count=len(addresses), addresses=", ".join(addresses[:SHOWN]) + more,
    )  # fmt: skip
