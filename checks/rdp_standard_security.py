"""Does a remote desktop still accept the oldest protection of RDP?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import RdpSecurity


@check(
    id="rdp-standard-security",
    title="A remote desktop uses outdated protection",
    why=(
        "People work on this computer from afar. "
        "The old protection of the connection can be broken, and the password read along."
    ),
    what_to_do="Allow only connections that ask for the login first (NLA), with current encryption.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The remote desktop {asset} ({address}) still accepts standard RDP security. "
        "Please require TLS and network level authentication. "
        "Please check that the computers that connect to it can do that. "
        "If it is reachable from outside, please tell us by which way."
    ),
    recheck="The next audit offers the old protection and is refused.",
    needs=RdpSecurity,
    severity=Severity.HIGH,
    requirements={"R6": "evidence", "R10": "evidence"},
    weight=2,
    references=("IEC 62443-3-3 SR 1.13", "IEC 62443-3-3 SR 4.3"),
    praise="The remote desktops that we asked refuse outdated protection.",
)
def rdp_standard_security(desktop: RdpSecurity) -> Verdict:
    if desktop.standard is None:
        return unknown("The old protection was not tried.")
    return (
        not_met("It accepts the oldest protection.")
        if desktop.standard
        else met("It refused the old protection.")
    )
