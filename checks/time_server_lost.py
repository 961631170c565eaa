"""Does a time server know the time itself?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met
from scanner.evidence import TimeServer


@check(
    id="time-server-lost",
    title="A time server does not know the time",
    why=(
        "Devices ask this server for the time, and it has none to give. "
        "Their clocks drift apart, and their records can't be put in order."
    ),
    what_to_do="Give this server a source of time, or name another server to the devices.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The time server on {asset} ({address}) says that it has no good time itself. "
        "Please give it a source: another time server, a radio clock, or the internet through your firewall. "
        "If it should not serve the time, please turn that service off."
    ),
    recheck="The next audit asks it for the time, and it says that it is synchronised.",
    needs=TimeServer,
    severity=Severity.LOW,
    requirements={"R13": "evidence", "R12": "hint"},
    references=("IEC 62443-3-3 SR 2.11",),
    praise="Your time server knows the time.",
)
def time_server_lost(server: TimeServer) -> Verdict:
    if server.synchronised:
        return met("It gives the time.")
    return not_met("It answers, but says that it has no good time.")
