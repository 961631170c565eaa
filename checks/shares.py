"""Do file servers hand out files to strangers?

Nothing was read, written or mounted. Where a proof needed a login, one was tried, by consent.
"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met
from scanner.evidence import NfsExports, SmbGuest, TftpServer

SHOWN = 4


@check(
    id="tftp-open",
    title="Files are handed out without any login (TFTP)",
    why=(
        "TFTP knows no password at all. Whoever knows or guesses a name gets the file. "
        "Some servers also let strangers replace it: a device then starts with a false program."
    ),
    what_to_do="Turn TFTP off if no device needs it to start. Else let only those devices reach it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "{asset} ({address}) answers every computer on our network over TFTP. "
        "Please find out which devices load files from it, such as telephones, switches or panels. "
        "If there are none, please turn it off. If there are, please allow UDP port 69 only from them. "
        "Please make sure that nobody can write there, and that no file holds a password."
    ),
    recheck="The next audit gets no answer on UDP port 69.",
    needs=TftpServer,
    severity=Severity.MEDIUM,
    requirements={"R5": "evidence", "R7": "evidence"},
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 7.7"),
)
def tftp_open(server: TftpServer) -> Verdict:
    # The protocol has no login, so every answer is the fault; a closed port makes no finding.
    if server.code is None:
        return not_met("It began to send a file to a stranger, whatever the name.")
    return not_met("It answered a stranger's request for a file. Whether one can write was not tried.")


@check(
    id="smb-guest-allowed",
    title="A file server lets in guests without a password",
    why=(
        "Whoever is on this network gets in without a password. "
        "What is open to guests can be read, and often changed. So one infected computer is enough."
    ),
    what_to_do="Turn off guests on this server. Give each person a name and a password.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The file server {asset} ({address}) lets in the user guest without a password. "
        "Please turn off guest access, and give each person and each machine a name and a password of its own. "
        "Please list first which machines use it as a guest today: they stop saving when it is turned off."
    ),
    recheck="The next audit tries one guest login, where this is allowed, and is refused.",
    needs=SmbGuest,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R7": "evidence"},
    weight=2,
    references=("CWE-287", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1"),
    praise="File servers turn away guests.",
)
def smb_guest_allowed(guest: SmbGuest) -> Verdict:
    if guest.allowed:
        return not_met(
            "It let in a guest without a password. Which folders are open to guests was not tried."
        )
    return met("It refused a guest.")


@check(
    id="nfs-open-to-all",
    title="Anyone may use folders of a file server (NFS)",
    why=(
        "A computer on this network can use these folders without a password. "
        "It can read what lies there, and often change it."
    ),
    what_to_do="Name the computers that may use each folder. Let them read only, where that is enough.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "The file server {asset} ({address}) offers folders to every computer over NFS. "
        "Please name for each folder the computers that may use it. "
        "Please allow writing only where it is needed, and close what nobody uses."
    ),
    recheck="The next audit reads the list, where this is allowed, and each folder names its computers.",
    needs=NfsExports,
    severity=Severity.HIGH,
    requirements={"R5": "evidence", "R7": "evidence"},
    weight=2,
    references=("CWE-306", "IEC 62443-3-3 SR 2.1"),
    praise="Folders shared over NFS are for named computers only.",
    applies=lambda exports: exports.count > 0,
)
def nfs_open_to_all(exports: NfsExports) -> Verdict:
    names = ", ".join(exports.names[:SHOWN])
    if exports.to_all:
        return not_met(
            "It offers folders, and {count} of them to everyone: {names}.", count=exports.to_all, names=names
        )
    return met("Each of its folders is for named computers only.")
