"""Will the certificate of a service run out within a month?"""

from datetime import timedelta

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import TlsServer
from scanner.model import now

NOTICE = timedelta(days=30)


def _valid_today(server: TlsServer) -> bool:
    """One that has expired already is the matter of another check."""
    return server.certificate is None or server.certificate.not_after >= now()


@check(
    id="tls-certificate-soon-expires",
    title="A certificate is about to expire",
    why=(
        "On that day people see a warning, or programs stop talking to this server. "
        "It often happens at the worst moment."
    ),
    what_to_do="Have the certificate renewed this month. Write the next date in your calendar.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The certificate of {asset} ({address}) runs out within a month. "
        "Please install a new one before that day. "
        "Please tell us when the new one ends, and who will renew it then."
    ),
    recheck="The next audit reads a certificate that is valid for more than a month.",
    needs=TlsServer,
    severity=Severity.LOW,
    requirements={"R6": "evidence", "R13": "hint"},
    references=("IEC 62443-3-3 SR 1.8",),
    praise="No certificate that we saw runs out within a month.",
    applies=_valid_today,
)
def tls_certificate_soon_expires(server: TlsServer) -> Verdict:
    certificate = server.certificate
    if certificate is None:
        return unknown("It showed no certificate.")
    day = certificate.not_after.date().isoformat()
    if certificate.not_after < now() + NOTICE:
        return not_met("Its certificate expires on {day}.", day=day)
    return met("Its certificate is valid until {day}.", day=day)
