"""Can mail be handed to a mail server without others reading it?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import SmtpGreeting


@check(
    id="smtp-without-starttls",
    title="A mail server offers no encryption",
    why=(
        "Mail goes to this server as plain text. Whoever listens can read alarms, reports and attached files."
    ),
    what_to_do="Turn on encryption (STARTTLS) in the mail server. Then do so in the devices that send mail.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The mail server {asset} ({address}) offers no encryption (STARTTLS). "
        "Please install a certificate and turn it on. "
        "Then turn it on in the printers and machines that send mail. "
        "If a password is needed to send, please accept it only on encrypted connections."
    ),
    recheck="The next audit reads what the server offers, and STARTTLS is there.",
    needs=SmtpGreeting,
    severity=Severity.LOW,
    requirements={"R6": "evidence"},
    references=("IEC 62443-3-3 SR 4.1",),
    praise="The mail servers that we asked offer encryption.",
)
def smtp_without_starttls(server: SmtpGreeting) -> Verdict:
    if server.starttls is None:
        return unknown("It did not tell whether it can encrypt.")
    if server.starttls:
        return met("It offers encryption.")
    if server.offers_login:
        return not_met("It takes passwords and offers no encryption.", Severity.MEDIUM)
    return not_met("It offers no encryption.")
