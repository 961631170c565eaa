"""Does a device talk to whoever says "public"?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import SnmpSystem


@check(
    id="snmp-public",
    title="A device answers to the password public",
    why=(
        "The word public is the one that every device comes with. "
        "With it anyone can read what the device is and how the network is built."
    ),
    what_to_do="Use SNMP version 3 with a password. If nobody reads the values, turn SNMP off.",
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "{asset} ({address}) answers SNMP requests with the community public. "
        "Please turn off SNMP versions 1 and 2c, and use version 3 with a password. "
        "Please check as well that nobody can write with the community private. "
        "If nothing reads these values, please turn SNMP off."
    ),
    recheck="The next audit asks once with that word and gets no answer.",
    needs=SnmpSystem,
    severity=Severity.MEDIUM,
    requirements={"R5": "evidence", "R6": "evidence"},
    weight=2,
    references=("CWE-1392", "CWE-319", "IEC 62443-3-3 SR 1.5", "IEC 62443-3-3 SR 4.1"),
)
def snmp_public(system: SnmpSystem) -> Verdict:
    if system.description:
        return not_met("It told a stranger: {description}.", description=system.description)
    return not_met("It answered a stranger who said {community}.", community=system.community)
