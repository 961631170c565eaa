"""Does a file server still speak the first version of SMB?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import SmbServer


@check(
    id="smb1-offered",
    title="A file server speaks an outdated language (SMB 1)",
    why=(
        "The worms of 2017 spread by SMB 1 and stopped whole plants. "
        "Makers have turned it off since then. Here it is still on."
    ),
    what_to_do=(
        "Turn off SMB 1 on this machine. "
        "Check first whether an old machine or scanner still needs it to save files."
    ),
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) still offers SMB 1. "
        "Please turn it off and leave SMB 2 or newer. "
        "Please check first which machines or scanners still use it. "
        "If one of them knows nothing else, tell us, and we will plan a small transfer server for it alone."
    ),
    recheck="The next audit offers SMB 1 and is refused.",
    needs=SmbServer,
    severity=Severity.HIGH,
    requirements={"R7": "evidence", "R9": "hint"},
    weight=2,
    references=("IEC 62443-3-3 SR 7.7",),
    praise="The file servers that we asked have left SMB 1 behind.",
)
def smb1_offered(server: SmbServer) -> Verdict:
    if server.smb1 is None:
        return unknown("SMB 1 was not tried.")
    return not_met("It accepts SMB 1.") if server.smb1 else met("It refused SMB 1.")
