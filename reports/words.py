"""The fixed words of a report: what codes of the model are called in front of a reader.

Each text is an English template and the key of its translations. An unknown code is shown as it is.
"""

N_ = str
"""Marks a text for the translation catalogue; the report translates it when it shows it."""

ACTORS = {
    "owner": N_("You, the owner"),
    "it": N_("Your IT person"),
    "network-supplier": N_("Your network supplier"),
    "machine-builder": N_("The machine builder"),
}
EFFORTS = {"hours": N_("A few hours"), "days": N_("A few days"), "weeks": N_("Some weeks")}
COSTS = {
    "none": N_("Only the work"),
    "low": N_("Up to about 1,000 euro"),
    "high": N_("More than 1,000 euro"),
}
STOPS = {
    "no": N_("No, production goes on"),
    "short": N_("Yes, a short stop"),
    "planned-stop": N_("Yes, keep it for a planned stop"),
}
BANDS = {
    "now": N_("Do now"),
    "next": N_("Do next"),
    "plan": N_("Plan it"),
    "watch": N_("Keep an eye on it"),
}
SEVERITIES = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
    "info": N_("For information"),
}
ZONES = {
    "ot": N_("Production network"),
    "it": N_("Office network"),
    "dmz": N_("Buffer network between office and internet"),
    "mixed": N_("Office and production together"),
    "": N_("Zone not known"),
}
LEVELS = {
    "good": N_("Well covered"),
    "partly": N_("Partly covered"),
    "weak": N_("Needs work"),
    "open": N_("Not enough evidence"),
}
THEMES = {
    "culture": N_("Culture of data"),
    "protection": N_("Protection of data"),
    "market": N_("Requirement of the market"),
    "ai": N_("Readiness for AI"),
}
ROLES = {
    "controller": N_("Controller (PLC)"),
    "plc": N_("Controller (PLC)"),
    "panel": N_("Operator panel"),
    "hmi": N_("Operator panel"),
    "scada": N_("Supervision system"),
    "machine tool": N_("Machine tool"),
    "cnc": N_("Machine tool (CNC)"),
    "robot": N_("Robot"),
    "drive": N_("Drive"),
    "rtu": N_("Remote control unit (RTU)"),
    "building controller": N_("Building control"),
    "energy meter": N_("Energy meter"),
    "io": N_("Remote inputs and outputs"),
    "sensor": N_("Sensor"),
    "gateway": N_("Gateway"),
    "broker": N_("Message broker"),
    "historian": N_("Data historian"),
    "server": N_("Server"),
    "nas": N_("File storage"),
    "file server": N_("File storage"),
    "mail server": N_("Mail server"),
    "workstation": N_("Computer"),
    "computer": N_("Computer"),
    "printer": N_("Printer"),
    "3d printer": N_("3D printer"),
    "serial server": N_("Serial port server"),
    "camera": N_("Camera"),
    "phone": N_("Telephone"),
    "time clock": N_("Time clock"),
    "switch": N_("Network switch"),
    "router": N_("Router"),
    "firewall": N_("Firewall"),
    "access point": N_("Wireless access point"),
    "unknown": N_("Not identified"),
}
PURDUE = {
    "0": N_("0: sensors and motors"),
    "1": N_("1: control of machines"),
    "2": N_("2: operation of machines"),
    "3": N_("3: running the plant"),
    "3.5": N_("3.5: between plant and office"),
    "4": N_("4: office"),
    "5": N_("5: company and internet"),
}
SAID = {
    "vendor": N_("Maker"),
    "product": N_("Product"),
    "name": N_("Name"),
    "model": N_("Model"),
    "order_number": N_("Order number"),
    "serial": N_("Serial number"),
    "version": N_("Version"),
    "role": N_("Kind of machine"),
}

SURE = {
    "confirmed": N_("confirmed"),
    "likely": N_("likely"),
    "no fix exists": N_("nothing mends it"),
    "possible": N_("possible, not counted"),
}

LIVES = {
    "ended": N_("Support has ended"),
    "extended only": N_("Paid support only"),
    "depends on the edition": N_("Depends on the edition"),
    "unknown": N_("Not known"),
    "supported": N_("Supported"),
}
"""Whether the maker still mends a product, the worst first."""
LIVES_LOOK = {"ended": "weak", "extended only": "partly", "supported": "good"}
SINCE, UNTIL = N_("since {day}"), N_("until {day}")

_PICTURES = {
    "controller": (
        "controller",
        "plc",
        "io",
        "drive",
        "sensor",
        "rtu",
        "building controller",
        "energy meter",
    ),
    "panel": ("panel", "hmi", "scada", "workstation", "computer"),
    "machine": ("machine tool", "cnc", "robot"),
    "server": ("server", "nas", "file server", "mail server", "historian", "broker"),
    "network": ("switch", "router", "firewall", "access point", "gateway", "serial server"),
    "device": ("printer", "3d printer", "camera", "phone", "time clock"),
}
_PICTURE_OF = {role: picture for picture, roles in _PICTURES.items() for role in roles}

ANSWERS = {
    "yes": N_("Yes"),
    "partly": N_("Partly"),
    "no": N_("No"),
    "dont_know": N_("I don't know"),
    "not_applicable": N_("Does not apply"),
}

CHANGES = {
    "new": N_("New weak points"),
    "back": N_("Weak points that came back"),
    "worse": N_("Worse than before"),
    "new_knowledge": N_("Known only now"),
    "fixed": N_("Fixed"),
    "milder": N_("Milder than before"),
    "not_seen": N_("Not seen this time"),
    "new_device": N_("New machines"),
    "vanished_device": N_("Machines not seen this time"),
    "changed_device": N_("Machines that changed"),
}
CHANGES_MEAN = {
    "back": N_("They were settled once and are there again."),
    "new_knowledge": N_("The machine is as it was. Only the knowledge has grown."),
    "not_seen": N_("We could not look this time. So they are neither fixed nor open."),
    "vanished_device": N_("They did not answer. They may be switched off."),
    "changed_device": N_("They tell another maker, model, number or version than before."),
}
CHANGES_LOOK = {
    "new": "weak", "back": "weak", "worse": "weak", "new_knowledge": "partly", "fixed": "good", "milder": "good",
}  # fmt: skip
"""The colour and the icon of a change; any other has none."""
DIRECTIONS = {
    "better": N_("Better"),
    "worse": N_("Worse"),
    "surer": N_("Known better"),
    "less sure": N_("Known less well"),
}
DIRECTIONS_LOOK = {"better": "good", "worse": "weak"}
OUTCOMES = {"not_met": N_("Needs work"), "unknown": N_("Open"), "met": N_("In order")}
ANSWERS_LOOK = {"yes": "good", "partly": "partly", "no": "weak"}


def word(words: dict[str, str], code: str) -> str:
    """The template for a code, however its words are joined; the code itself when it is unknown."""
    return words.get(code) or words.get(plain(code), code)


def plain(code: str) -> str:
    """A code however its words are joined: "3d-printer" and "3d_printer" are "3d printer"."""
    return code.replace("-", " ").replace("_", " ").lower()


def picture(role: str) -> str:
    """The name of the small drawing for a role."""
    return _PICTURE_OF.get(plain(role), "unknown")


def level(lo: float, coverage: float) -> str:
    """The traffic light of an interval: it follows what is proven, and needs half of it looked at."""
    if coverage < 0.5:
        return "open"
    return "good" if lo >= 0.75 else "partly" if lo >= 0.4 else "weak"
