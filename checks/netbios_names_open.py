"""Does a computer tell everyone its names?"""

from scanner import Actor, Effort, Severity, Verdict, check, not_met
from scanner.evidence import NetbiosNames


@check(
    id="netbios-names-open",
    title="A computer answers to an outdated name service",
    why=(
        "This old service believes every answer. An intruder can pass for a server and collect passwords. "
        "Windows has not needed it for many years."
    ),
    what_to_do="Turn off NetBIOS over TCP/IP in the network settings. Try it on one computer first.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) still answers to the old NetBIOS name service. "
        "Please turn off NetBIOS over TCP/IP on it, and LLMNR as well. "
        "Please check first that no old program or machine still needs it."
    ),
    recheck="The next audit gets no NetBIOS answer from this computer.",
    needs=NetbiosNames,
    severity=Severity.LOW,
    requirements={"R5": "hint", "R9": "hint"},
    references=("CWE-290", "IEC 62443-3-3 SR 7.7"),
)
def netbios_names_open(names: NetbiosNames) -> Verdict:
    # The service has no way to prove who speaks (RFC 1002), so its being there is the fault.
    if names.group:
        return not_met("It told a stranger that it belongs to {group}.", group=names.group)
    return not_met("It told a stranger its names.")
