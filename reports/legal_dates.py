"""Days on which the law of data and machines changes, as far as a small manufacturer meets it. Data, sorted."""

from dataclasses import dataclass
from datetime import date

from reports.words import N_


@dataclass(frozen=True)
class LegalDate:
    """`frameworks`: shown where the audit has one of them; empty: always. `whole_month`: the day is not known."""

    day: date
    text: str
    frameworks: frozenset[str] = frozenset()
    whole_month: bool = False


_ITALY = frozenset({"acn-nis2", "dlgs-138"})
_UZBEKISTAN = frozenset({"uz-547", "uz-764"})

DATES = (
    LegalDate(
        date(2025, 9, 12), N_("Data Act (EU 2023/2854): whoever uses a connected machine has a right to its data.")
    ),
    LegalDate(
        date(2026, 1, 15),
        N_("Italy: the measures of ACN's determination 379907/2025 take the place of those of 164179/2025."),
        _ITALY,
    ),
    LegalDate(
        date(2026, 3, 26),
        N_("Uzbekistan: Law 1125 changed where personal data must be kept (ZRU-547, article 27-1)."),
        _UZBEKISTAN,
    ),
    LegalDate(
        date(2026, 9, 11),
        N_("Cyber Resilience Act: makers of digital products must report weak points that attackers use."),
    ),
    LegalDate(
        date(2026, 10, 1),
        N_(
            "NIS2 in Italy: measures are due 18 months after a firm is listed; for the first wave it is this month. "
            "Small firms mostly meet them through their customers."
        ),
        _ITALY, whole_month=True,
    ),
    LegalDate(
        date(2027, 1, 20),
        N_("Machinery Regulation (EU 2023/1230): the controls of new machines must withstand tampering."),
    ),
    LegalDate(date(2027, 12, 11), N_("Cyber Resilience Act: all of it applies.")),
)  # fmt: skip
