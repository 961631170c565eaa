"""Does FTP let anyone in?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import FtpAnonymous

NOT_ALLOWED = 530  # RFC 959, section 5.4: not logged in
WANTS_ACCOUNT = (331, 332, 532)


@check(
    id="ftp-anonymous",
    title="Anyone can open the files of an FTP server",
    why=(
        "No password is needed here. Drawings, programs and copies can be taken. "
        "Where writing is allowed, they can be swapped too."
    ),
    what_to_do="Turn off the user anonymous. Then look at which files were open.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The FTP server {asset} ({address}) lets the user anonymous in. "
        "Please turn that off. "
        "Please check first whether a machine fetches its programs this way, and give it a user of its own. "
        "Please tell us which files were open and whether they could be changed."
    ),
    recheck="The next audit tries it once, if you allow it, and is refused.",
    needs=FtpAnonymous,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R7": "evidence"},
    weight=2,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="The FTP servers that we asked let no stranger in.",
)
def ftp_anonymous(answer: FtpAnonymous) -> Verdict:
    if answer.allowed:
        return not_met("It let the user anonymous in.")
    if answer.code == NOT_ALLOWED or answer.code in WANTS_ACCOUNT:
        return met("It refused the user anonymous.")
    # Too many visitors, or it wants encryption first: that says nothing about the user.
    return unknown("It did not answer for the user anonymous (code {code}).", code=answer.code)
