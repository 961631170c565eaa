"""Which known vulnerability comes first, and by when it is to be mended (docs/decisions/0009-vulnerabilities.md)."""

from scanner.model.known import COUNTED, KnownVulnerability, Sure

EXPLOITED_OUTSIDE, EXPLOITED, GRAVE, MIDDLING = 7, 30, 90, 365
"""Days."""

HIGH, MEDIUM = 7.0, 4.0
"""CVSS base scores from which a vulnerability is called so (CVSS v3.1, section 5)."""

LIKELY_TRIED = 0.1
"""EPSS from which an attempt in the next 30 days is called likely."""


def order(one: KnownVulnerability, reach: int) -> tuple[int | str, ...]:
    """The place of a vulnerability, smaller first: exploited, ransomware, reach, gravity, chance of an attempt.

    `reach` is 2 where the internet reaches it, 1 where other networks do, 0 where nothing says so.
    """
    return (
        int(one.sure not in COUNTED), int(not one.exploited), int(not one.ransomware), -reach,
        -round((one.cvss or 0) * 10), -round((one.epss or 0) * 10_000), one.id, one.subject,
    )  # fmt: skip


def deadline(sure: Sure, exploited: str, cvss: float | None, epss: float | None, reach: int) -> int | None:
    """Days in which it is to be mended, or shielded where nothing mends it; None: at the next occasion."""
    if sure not in COUNTED:
        return None
    if exploited:
        return EXPLOITED_OUTSIDE if reach else EXPLOITED
    score = cvss or 0.0
    if score >= HIGH:
        return EXPLOITED if reach or (epss or 0.0) >= LIKELY_TRIED else GRAVE
    return MIDDLING if score >= MEDIUM or cvss is None else None
