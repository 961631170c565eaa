"""Who a report is for: which parts it has, in which order, and what each part is called."""

from dataclasses import dataclass

from reports.format import ReportError
from reports.words import N_
from scanner.model import Audit

DEFAULT = "technician"


@dataclass(frozen=True)
class Section:
    """A part of the page: `name` is its template and its anchor."""

    name: str
    title: str

    @property
    def template(self) -> str:
        return f"{self.name.replace('-', '_')}.html.j2"


_TITLES = {
    "actions": N_("What do we do, and how?"),
    "steps": N_("What do we do, and how?"),
    "changes": N_("What has changed?"),
    "requirements": N_("What is expected of us?"),
    "accepted": N_("Which risks did somebody accept?"),
    "map": N_("What is on our network?"),
    "not-checked": N_("What was not checked, and why?"),
    "sent": N_("What was sent to our machines?"),
    "machines": N_("Which machines did we find?"),
    "crosswalk": N_("Which laws and standards does this touch?"),
    "measured": N_("How was this measured?"),
    "scope": N_("Who allowed this audit?"),
    "verify": N_("How can this be verified?"),
    "glossary": N_("What do these words mean?"),
}

_PARTS = {
    "owner": ("steps", "changes", "accepted"),
    "technician": (
        "actions", "changes", "requirements", "accepted", "map", "not-checked", "sent", "machines", "crosswalk",
        "scope", "glossary",
    ),
    "auditor": (
        "requirements", "crosswalk", "accepted", "changes", "steps", "measured", "scope", "sent", "not-checked",
        "machines", "verify", "glossary",
    ),
}  # fmt: skip

AUDIENCES = tuple(_PARTS)

WORDS = {
    "owner": N_("For the owner"),
    "technician": N_("In full"),
    "auditor": N_("For auditors and consultants"),
}


def sections(audience: str, audit: Audit) -> list[Section]:
    """The parts of that audience's page that have something to say. Raises ReportError on an unknown one."""
    if audience not in _PARTS:
        known = ", ".join(AUDIENCES)
        raise ReportError(f"there is no report for {audience!r}; choose one of {known}")
    empty = {name for name, held in _needed(audit).items() if not held}
    return [Section(name, _TITLES[name]) for name in _PARTS[audience] if name not in empty]


def _needed(audit: Audit) -> dict[str, object]:
    """What a part is about, for those that are left out when there is nothing of it."""
    return {"accepted": audit.accepted, "crosswalk": audit.frameworks, "changes": audit.trend}
