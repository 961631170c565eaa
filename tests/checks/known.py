"""Assets with what the knowledge says of them, for the tests of the checks."""

from typing import Any

from scanner.evidence import AssetKnown
from scanner.model.known import KnownVulnerability
from tests.checks.facts import asset, heard_at

DEVICE = "Siemens CPU 1512SP-1 PN V2.5.3"


def weak(id: str = "CVE-2020-0001", **changes: Any) -> KnownVulnerability:
    """A grave weak point with a fix that nobody uses yet."""
    fields: dict[str, Any] = {
        "sure": "confirmed", "subject": DEVICE, "cvss": 9.8, "fix": "V2.6", "remedy": "fix", "deadline_days": 90,
    }  # fmt: skip
    return KnownVulnerability(id=id, **fields | changes)


def known(*found: KnownVulnerability, **changes: Any) -> AssetKnown:
    """An asset that was looked up in fetched knowledge which speaks of it."""
    facts = changes.pop("facts", ())
    device = changes.pop("asset", None) or asset("192.0.2.7")
    fields: dict[str, Any] = {
        "asset": device, "vulnerabilities": found, "looked_up": (DEVICE,), "covered": (DEVICE,),
        "evidence": tuple(heard_at("192.0.2.7", fact) for fact in facts),
    }  # fmt: skip
    return AssetKnown(**fields | changes)
