"""Does a remote desktop ask for the login before it shows anything?

Where the oldest protection is accepted, rdp-standard-security speaks, and its cure is the cure of
this one too. The question then stays open here: "in order" would be untrue.
"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import RdpSecurity


@check(
    id="rdp-without-nla",
    title="A remote desktop opens before it asks for the login",
    why=(
        "A stranger gets as far as the login screen. There they can try passwords at leisure, "
        "and use flaws that need no password."
    ),
    what_to_do="Turn on the login before the connection. Windows calls it network level authentication.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The remote desktop {asset} ({address}) shows its login screen to strangers. "
        "Please require network level authentication (NLA). "
        "Please check that the computers that connect to it can do that. "
        "Please allow the port only from the computers that need it."
    ),
    recheck="The next audit is asked for a login before anything else.",
    needs=RdpSecurity,
    severity=Severity.MEDIUM,
    requirements={"R10": "evidence", "R5": "hint"},
    references=("IEC 62443-3-3 SR 1.13", "IEC 62443-3-3 SR 1.1"),
    praise="The remote desktops that we asked want the login first.",
)
def rdp_without_nla(desktop: RdpSecurity) -> Verdict:
    if desktop.standard:
        return unknown("It accepts an older protection; that has to be cured first.")
    if desktop.nla_required is None:
        return unknown("It did not tell whether the login comes first.")
    if desktop.nla_required:
        return met("It wants the login first.")
    return not_met("It connects before it asks for a login.")
