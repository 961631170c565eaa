"""Does a remote login still speak the first version of SSH?"""

from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import SshServer


@check(
    id="ssh-protocol-1",
    title="A remote login speaks the first version of SSH",
    why=(
        "The first version of SSH has been broken for years. "
        "Who listens can read the password and take over the session."
    ),
    what_to_do=(
        "Turn off version 1. If the device knows no other, it is time to replace it. "
        "Until then, close this door for all but one computer."
    ),
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.DAYS,
    cost=Cost.HIGH,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) still accepts version 1 of SSH. "
        "Please turn it off and leave only version 2. "
        "If the device can't do that, tell us whether there is new firmware or a successor. "
        "Until then, please allow its port 22 from one computer only."
    ),
    recheck="The next audit reads the greeting, and it names version 2.0 only.",
    needs=SshServer,
    severity=Severity.HIGH,
    requirements={"R6": "evidence", "R9": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 4.3",),
)
def ssh_protocol_1(server: SshServer) -> Verdict:
    # 1.99 means that it speaks both versions (RFC 4253, section 5.1).
    if not server.protocol:
        return unknown("It did not tell its version.")
    if server.protocol.startswith("1."):
        return not_met("It names version {version}.", version=server.protocol[:16])
    return met("It speaks version 2 only.")
