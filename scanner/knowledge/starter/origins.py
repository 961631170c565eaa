"""From where the starter catalogue has its facts, and of what day they are."""

from typing import NamedTuple


class Origin(NamedTuple):
    """One source. `newest` is the day (YYYY-MM-DD) of the newest statement taken from it."""

    id: str
    name: str
    licence: str
    newest: str
    href: str


VERSION = "2026-11-22"
"""The day on which the catalogue was put together."""

NEWEST = "2025-08-25"
"""Nothing that became known after this day is in it; of most devices it knows no more than until 2022."""

ORIGINS = (
    Origin("csaf-cisa", "CISA advisories on industrial products, 2017 to 2022", "public domain", "2024-09-05",
           "https://github.com/cisagov/CSAF"),
    Origin("cve", "CVE records of 2022, written by the makers", "CC0-1.0", "2024-10-23",
           "https://github.com/CVEProject/cvelistV5"),
    Origin("kev", "CISA Known Exploited Vulnerabilities", "CC0-1.0", "2025-08-25",
           "https://www.cisa.gov/known-exploited-vulnerabilities-catalog"),
    Origin("devices", "pages on the support of devices (README.md of the catalogue)", "facts", "2026-11-22",
           "https://sonicwall.com/support/product-lifecycle-tables"),
    Origin("endoflife", "endoflife.date", "MIT", "2026-08-20", "https://endoflife.date"),
)  # fmt: skip
