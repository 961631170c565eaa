"""Do files and passwords travel over FTP in clear?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import FtpGreeting


@check(
    id="ftp-cleartext",
    title="Files and passwords travel in clear over FTP",
    why=(
        "FTP sends names, passwords and files as plain text. "
        "Whoever listens can read your drawings and programs, and swap them for others."
    ),
    what_to_do="Use SFTP, or FTP with encryption (TLS). Then change the passwords.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The FTP server {asset} ({address}) offers no encryption. "
        "Please replace it by SFTP, or turn on FTP over TLS and make it a must. "
        "Please check first which machines fetch files from it, and whether they can do that. "
        "For those that can't, allow port 21 only from them. "
        "At the end, change the passwords."
    ),
    recheck="The next audit finds no FTP, or one that offers encryption.",
    needs=FtpGreeting,
    severity=Severity.HIGH,
    requirements={"R6": "evidence"},
    weight=2,
    references=("IEC 62443-3-3 SR 3.1", "IEC 62443-3-3 SR 4.1"),
    praise="The FTP servers that we asked offer encryption.",
)
def ftp_cleartext(greeting: FtpGreeting) -> Verdict:
    if greeting.auth_tls is None:
        return unknown("It did not tell whether it can encrypt.")
    if greeting.auth_tls:
        return met("It offers encryption.")
    return not_met("It offers no encryption.")
