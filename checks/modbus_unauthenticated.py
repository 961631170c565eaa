"""Does a controller answer strangers over Modbus?"""

from checks._plant import ONLY_WHO_NEEDS_IT
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import ModbusIdentity


@check(
    id="modbus-unauthenticated",
    title="A controller answers anyone over Modbus",
    why=(
        "Modbus knows no password. Whoever is on this network can read the values of the machine. "
        "They can change them too. One wrong command can stop a line or spoil a batch."
    ),
    what_to_do=ONLY_WHO_NEEDS_IT,
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.LOW,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) answers Modbus requests from every computer on our network. "
        "Modbus has no login. Please allow TCP port 502 only from the computers that need it, "
        "and close it for all others. Please tell us first which computers you will allow. "
        "We will agree on a short pause of the machine for the change."
    ),
    recheck="The next audit gets no Modbus answer from this machine.",
    needs=ModbusIdentity,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R4": "hint"},
    weight=3,
    stop=True,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1", "IEC 62443-3-3 SR 5.1"),
)
def modbus_unauthenticated(identity: ModbusIdentity) -> Verdict:
    # The protocol knows no login, so any answer to a stranger is the fault, an exception too.
    model = identity.product_name or identity.model or identity.product
    name = f"{identity.vendor} {model}".strip()
    if not name:
        return not_met("It answered a stranger. Modbus knows no login.")
    return not_met("It told a stranger that it is {name}. Modbus knows no login.", name=name)
