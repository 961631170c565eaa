"""Does somebody speak SNMP of an old version, which tells its password to everyone?"""

from scanner import Actor, Effort, Severity, Stops, Verdict, check, not_met
from scanner.evidence import Announcement


@check(
    id="snmp-clear-text-heard",
    title="A device sends its SNMP password in clear",
    why=(
        "Old SNMP sends its password as plain text with each message. "
        "Whoever listens can read your devices with it, and may be able to change them."
    ),
    what_to_do="Move to SNMP version 3 with encryption. Turn SNMP off where nobody needs it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.NO,
    message=(
        "While we listened, {asset} ({address}) sent SNMP messages of version 1 or 2c. "
        "They carry the community, which works as a password, as plain text. "
        "If a program or a printer driver sends them, please turn off its search over SNMP. "
        "If a device sends them, please move it to version 3 with encryption. "
        "Then please change that community on all devices that take it."
    ),
    recheck="The next audit listens, and hears no such message.",
    needs=Announcement,
    severity=Severity.MEDIUM,
    requirements={"R6": "evidence", "R5": "hint"},
    references=("CWE-319", "IEC 62443-3-3 SR 1.5", "IEC 62443-3-3 SR 4.1"),
    applies=lambda heard: heard.protocol == "snmp" and heard.details.get("version") in ("1", "2c"),
)
def snmp_clear_text_heard(heard: Announcement) -> Verdict:
    # Every such message is the fault; nobody is asked for one, so silence proves nothing.
    version, trap = heard.details["version"], heard.details.get("message") == "trap"
    if heard.details.get("delivered") and trap:
        return not_met("It reported in SNMP version {version}, with a factory password.", version=version)
    if heard.details.get("delivered"):
        return not_met("It asked in SNMP version {version}, with a factory password.", version=version)
    if trap:
        return not_met("It reported in SNMP version {version}.", version=version)
    return not_met("It asked in SNMP version {version}.", version=version)
