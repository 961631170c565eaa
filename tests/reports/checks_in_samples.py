"""The words of the checks and requirements that the sample audits use."""

from scanner.model import CheckCard, Severity, Strength

_E, _H = Strength.EVIDENCE, Strength.HINT


def _card(id: str, title: str, severity: Severity, *texts: str, **more: object) -> CheckCard:
    who, why, what_to_do = texts
    fields: dict[str, object] = {
        "id": id,
        "version": "1",
        "origin": "vaglio",
        "title": title,
        "why": why,
        "what_to_do": what_to_do,
        "who": who,
        "effort": "hours",
        "cost": "none",
        "stops_production": "no",
        "severity": severity,
        "message": "Good morning. Please look at {asset} ({address}), and tell us when you can do this.",
        "recheck": "The next audit shows it.",
        "requirements": {"R5": _E, "R4": _H},
    }
    return CheckCard.model_validate(fields | more)


CARDS = (
    _card(
        "modbus-open",
        "A controller answers anyone",
        Severity.HIGH,
        "network-supplier",
        "Whoever reaches this controller can change what the machine does. It asks for no password.",
        "Put a firewall in front of it. Let only the operator panel and the engineering computer through.",
        effort="days",
        cost="low",
        stops_production="short",
        stop=True,
        references=("https://www.cisa.gov/topics/industrial-control-systems", "IEC 62443-3-3 SR 1.1"),
    ),
    _card(
        "vnc-no-password",
        "A screen can be operated without a password",
        Severity.CRITICAL,
        "machine-builder",
        "Anyone on the network sees this screen and can press its buttons.",
        "Set a password on the panel, and close the port towards the office.",
    ),
    _card(
        "mqtt-anonymous",
        "A message broker lets everyone in",
        Severity.MEDIUM,
        "it",
        "Production figures can be read, and false ones can be sent.",
        "Switch on names and passwords in the broker, then in each machine that uses it.",
        effort="days",
        requirements={"R7": _E, "R13": _H},
    ),
    _card(
        "opcua-no-security",
        "Machine data travels unprotected",
        Severity.MEDIUM,
        "machine-builder",
        "Data can be read and changed on its way.",
        "Switch off the unprotected access. Exchange certificates between both sides.",
        stops_production="planned-stop",
        cost="high",
        effort="weeks",
        requirements={"R6": _E},
    ),
    _card(
        "tls-expired",
        "A certificate has run out",
        Severity.LOW,
        "it",
        "People get used to clicking warnings away.",
        "Ask for a new certificate and install it.",
        requirements={"R6": _E},
    ),
    _card(
        "os-unsupported",
        "A system no longer gets updates",
        Severity.HIGH,
        "it",
        "New weaknesses stay open for ever.",
        "Plan its replacement. Until then keep it apart.",
        cost="high",
        effort="weeks",
        stops_production="planned-stop",
        requirements={"R9": _E},
    ),
    _card(
        "snmp-public",
        "A switch tells everyone how the network is built",
        Severity.INFO,
        "network-supplier",
        "It helps an intruder to find the way.",
        "Change the community name, or use version 3.",
        requirements={"R7": _E},
    ),
)

REQUIREMENTS = (
    ("R1", "culture", "You know every device on your network", 10),
    ("R2", "culture", "You know your data and who answers for it", 6),
    ("R3", "culture", "People are trained", 4),
    ("R4", "protection", "Office and production are kept apart", 12),
    ("R5", "protection", "Only the right people get in", 12),
    ("R6", "protection", "Data travels protected", 6),
    ("R7", "protection", "Files and screens are not left open", 10),
    ("R8", "protection", "You can restart after an incident", 8),
    ("R9", "market", "Systems are updated and supported", 10),
    ("R10", "market", "Remote maintenance is under your control", 8),
    ("R11", "market", "Suppliers commit to security", 3),
    ("R12", "market", "You notice trouble and know whom to call", 6),
    ("R13", "ai", "Machine data is reliable and on time", 2),
    ("R14", "ai", "AI and cloud go through a controlled door", 3),
)
