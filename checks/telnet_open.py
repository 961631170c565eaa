"""Is a device looked after over Telnet?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import TelnetGreeting


@check(
    id="telnet-open",
    title="A device can be reached over Telnet",
    why=("Telnet sends the password as plain text. Whoever listens on the network can read it and use it."),
    what_to_do="Turn Telnet off. Use SSH in its place. If the device has no SSH, close the port for others.",
    who=Actor.NETWORK_SUPPLIER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) can be reached over Telnet. "
        "Please turn Telnet off and use SSH or the protected web page in its place. "
        "Then change the password of the device, because it went over the network in clear. "
        "If the device knows only Telnet, please allow port 23 from one computer only."
    ),
    recheck="The next audit finds no Telnet on this device.",
    needs=TelnetGreeting,
    severity=Severity.HIGH,
    requirements={"R6": "evidence", "R10": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 4.1", "IEC 62443-3-3 SR 1.13"),
)
def telnet_open(greeting: TelnetGreeting) -> Verdict:
    # The protocol has no encryption of its own (RFC 854), so its being there is the fault.
    if greeting.banner.strip() or greeting.negotiates:
        return not_met("It greeted a stranger over Telnet.")
    return not_met("Telnet is open; it showed no greeting.")
