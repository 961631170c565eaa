"""Can anyone take over a screen?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import VncSecurity

NO_PASSWORD = 1  # RFC 6143, section 7.1.2


@check(
    id="vnc-without-password",
    title="Anyone can take over a screen",
    why=(
        "This screen can be seen and used from any computer on the network, without a password. "
        "If it is the panel of a machine, anyone can run the machine."
    ),
    what_to_do=(
        "Set a password today, or turn the service off. "
        "Then let only the computers that need it reach this screen."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "The screen of {asset} ({address}) can be taken over by VNC without a password. "
        "Please set a strong password at once, or turn VNC off. "
        "After that, please allow its port only from the computers that need it. "
        "If you use VNC yourselves to help us from afar, please tell us how you come in."
    ),
    recheck="The next audit reads what the service offers, and a password is needed.",
    needs=VncSecurity,
    severity=Severity.CRITICAL,
    requirements={"R5": "evidence", "R7": "evidence", "R10": "hint"},
    weight=3,
    references=("CWE-306", "IEC 62443-3-3 SR 1.1", "IEC 62443-3-3 SR 2.1", "IEC 62443-3-3 SR 1.13"),
    praise="The shared screens that we asked want a password.",
)
def vnc_without_password(screen: VncSecurity) -> Verdict:
    if NO_PASSWORD in screen.types:
        return not_met("It offers entry without a password.")
    if not screen.types:
        return unknown("It did not tell how one gets in.")
    return met("It wants a password or more.")
