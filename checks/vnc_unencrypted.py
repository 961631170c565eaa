"""Does a shared screen travel in clear?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import VncSecurity

# RA2, TLS, VeNCrypt and RA2 with 256 bits encrypt all that follows (IANA, "RFB Security Types"; RFC 6143, 8.1.2).
ENCRYPTED = frozenset({5, 18, 19, 129})


@check(
    id="vnc-unencrypted",
    title="A shared screen travels in clear",
    why=(
        "Whoever listens on the network sees what is on this screen, and every key that is pressed. "
        "That includes passwords."
    ),
    what_to_do="Turn on encryption in the VNC settings. If there is none, let only one computer in.",
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The screen of {asset} ({address}) is shared over VNC without encryption. "
        "Please turn on encryption, and refuse viewers that don't use it. "
        "If the program can't do that, please allow its port from one computer only. "
        "Then change the password, because it went over the network."
    ),
    recheck="The next audit reads what the service offers, and all of it is encrypted.",
    needs=VncSecurity,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R10": "hint"},
    references=("CWE-319", "IEC 62443-3-3 SR 4.1", "IEC 62443-3-3 SR 1.13"),
    praise="The shared screens that we asked are encrypted.",
)
def vnc_unencrypted(screen: VncSecurity) -> Verdict:
    if not screen.types:
        return unknown("It did not tell how one gets in.")
    safe = ENCRYPTED & set(screen.types)
    if safe == set(screen.types):
        return met("It offers encrypted connections only.")
    if safe:
        return not_met("It can encrypt, and also lets viewers in without.", Severity.LOW)
    return not_met("It offers no encryption.")
