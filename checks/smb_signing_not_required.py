"""Can someone step in between a file server and its users?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import SmbServer


@check(
    id="smb-signing-not-required",
    title="A file server accepts unsigned connections",
    why=(
        "Without signatures, someone on the network can step in between a user and the server. "
        "They can then open files in the name of that user."
    ),
    what_to_do="Make signing a must on this server. Try it with one old device first.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The file server {asset} ({address}) does not require signed SMB connections. "
        "Please set signing to required. "
        "Please try it first with the oldest machine or scanner that saves files there. "
        "If one can't sign, tell us which, and we will find another way for it."
    ),
    recheck="The next audit reads the rule of the server, and signing is required.",
    needs=SmbServer,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R5": "hint"},
    references=("IEC 62443-3-3 SR 3.1",),
    praise="The file servers that we asked require signed connections.",
)
def smb_signing_not_required(server: SmbServer) -> Verdict:
    if server.signing_required is None:
        return unknown("It did not tell its rule for signatures.")
    if server.signing_required:
        return met("It requires signed connections.")
    return not_met("It does not require signed connections.")
