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
    "robot": N_("Robot"),
    "drive": N_("Drive"),
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
    "switch": N_("Network switch"),
    "router": N_("Router"),
    "firewall": N_("Firewall"),
    "access point": N_("Wireless access point"),
    "unknown": N_("Not identified"),
}

_PICTURES = {
    "controller": ("controller", "plc", "io", "drive", "sensor"),
    "panel": ("panel", "hmi", "scada", "workstation", "computer"),
    "machine": ("machine tool", "robot"),
    "server": ("server", "nas", "file server", "mail server", "historian", "broker"),
    "network": ("switch", "router", "firewall", "access point", "gateway", "serial server"),
    "device": ("printer", "3d printer", "camera", "phone"),
}
_PICTURE_OF = {role: picture for picture, roles in _PICTURES.items() for role in roles}


def word(words: dict[str, str], code: str) -> str:
    """The template for a code, however its words are joined; the code itself when it is unknown."""
    return words.get(code) or words.get(code.replace("-", " ").replace("_", " ").lower(), code)


def picture(role: str) -> str:
    """The name of the small drawing for a role."""
    return _PICTURE_OF.get(role.replace("-", " ").replace("_", " ").lower(), "unknown")


def level(lo: float, coverage: float) -> str:
    """The traffic light of an interval: it follows what is proven, and needs half of it looked at."""
    if coverage < 0.5:
        return "open"
    return "good" if lo >= 0.75 else "partly" if lo >= 0.4 else "weak"
