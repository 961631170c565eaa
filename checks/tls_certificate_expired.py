"""Is the certificate of a service still valid?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer
from scanner.model import now


@check(
    id="tls-certificate-expired",
    title="A certificate has expired",
    why=(
        "A certificate is the identity card of a server. When it has expired, people get used to warnings. "
        "They will then click away a real one too."
    ),
    what_to_do="Have the certificate renewed. Write the next date in your calendar.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The certificate of {asset} ({address}) is out of date. "
        "Please install a new one. "
        "Please tell us when it ends, and who will renew it in time. "
        "Check that the clock of the device is right as well."
    ),
    recheck="The next audit reads a certificate that is valid today.",
    needs=TlsServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 1.8",),
    praise="The certificates that we saw are valid today.",
)
def tls_certificate_expired(server: TlsServer) -> Verdict:
    certificate = server.certificate
    if certificate is None:
        return unknown("It showed no certificate.")
    if certificate.not_after < now():
        return not_met("Its certificate expired on {day}.", day=certificate.not_after.date().isoformat())
    if certificate.not_before > now():
        day = certificate.not_before.date().isoformat()
        return not_met("Its certificate is not valid before {day}.", Severity.LOW, day=day)
    return met("Its certificate is valid until {day}.", day=certificate.not_after.date().isoformat())
