"""Did anybody but the device itself vouch for its certificate?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer


@check(
    id="tls-self-signed",
    title="A device vouches for itself",
    why=(
        "The device made its own identity card. Your browser can't tell it from a false one. "
        "So it warns each time, and people stop reading warnings."
    ),
    what_to_do=(
        "Give the device a certificate from your own authority. "
        "For one or two devices, it is enough to store theirs in the browsers."
    ),
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "{asset} ({address}) uses a certificate that it signed itself. "
        "Please replace it by one from our own authority, or from a public one. "
        "If that is too much work here, please store its certificate on the computers that use it. "
        "Then they will warn us when it changes."
    ),
    recheck="The next audit reads a certificate that someone else signed.",
    needs=TlsServer,
    severity=Severity.LOW,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 1.8",),
    praise="Someone else vouches for the certificates that we saw.",
)
def tls_self_signed(server: TlsServer) -> Verdict:
    if server.certificate is None:
        return unknown("It showed no certificate.")
    if server.certificate.self_signed:
        return not_met("It signed its certificate itself.")
    return met("Its certificate was signed by another authority.")
